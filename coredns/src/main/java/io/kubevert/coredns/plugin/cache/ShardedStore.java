package io.kubevert.coredns.plugin.cache;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A bounded map in shards. A full shard drops an entry, whichever comes first in its table: cheap,
 * and no pattern of questions can make it always drop the wrong one. Safe for use by several
 * threads.
 */
final class ShardedStore {
  private static final int SHARDS = 256;

  private final int shardCapacity;
  private final List<Map<CacheKey, CacheEntry>> shards;

  ShardedStore(int capacity) {
    this.shardCapacity = Math.max(1, capacity / SHARDS);
    this.shards =
        Stream.<Map<CacheKey, CacheEntry>>generate(() -> new ConcurrentHashMap<>(1))
            .limit(SHARDS)
            .toList();
  }

  Optional<CacheEntry> get(CacheKey key) {
    return Optional.ofNullable(shard(key).get(key));
  }

  /** Keeps an entry; true if another one had to go. */
  boolean put(CacheKey key, CacheEntry entry) {
    Map<CacheKey, CacheEntry> shard = shard(key);
    boolean evict = shard.size() >= shardCapacity && !shard.containsKey(key);
    if (evict) {
      Iterator<CacheKey> first = shard.keySet().iterator();
      if (first.hasNext()) {
        first.next();
        first.remove();
      }
    }
    shard.put(key, entry);
    return evict;
  }

  void remove(CacheKey key) {
    shard(key).remove(key);
  }

  int size() {
    return shards.stream().mapToInt(Map::size).sum();
  }

  private Map<CacheKey, CacheEntry> shard(CacheKey key) {
    int hash = key.hashCode();
    return shards.get((hash ^ hash >>> 16) & SHARDS - 1);
  }
}
