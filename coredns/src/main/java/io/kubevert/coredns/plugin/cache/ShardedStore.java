package io.kubevert.coredns.plugin.cache;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A map in shards, bounded in entries and in memory. A full shard drops entries, whichever come
 * first in its table: cheap, and no pattern of questions can make it always drop the wrong ones.
 * Safe for use by several threads; reading never waits.
 */
final class ShardedStore {
  private static final int SHARDS = 256;

  /** 2^32 by the golden ratio: neighbouring numbers get far from each other. */
  private static final int SPREAD = 0x9e3779b9;

  private final List<Shard> shards;

  /**
   * @param capacity entries
   * @param octets of memory, as {@link Footprint} counts
   */
  ShardedStore(int capacity, long octets) {
    int entries = Math.max(1, capacity / SHARDS);
    this.shards = Stream.generate(() -> new Shard(entries, octets / SHARDS)).limit(SHARDS).toList();
  }

  Optional<CacheEntry> get(CacheKey key) {
    return Optional.ofNullable(shard(key).get(key));
  }

  /** What became of an entry. */
  record Stored(boolean kept, int evicted) {}

  Stored put(CacheKey key, CacheEntry entry, long octets) {
    return shard(key).put(key, entry, octets);
  }

  void remove(CacheKey key) {
    shard(key).remove(key);
  }

  int size() {
    return shards.stream().mapToInt(Shard::size).sum();
  }

  long octets() {
    return shards.stream().mapToLong(Shard::octets).sum();
  }

  /**
   * By other bits of the hash than a shard's own map looks at: else all keys of a shard would be in
   * the same place of it.
   */
  private Shard shard(CacheKey key) {
    return shards.get((key.hashCode() * SPREAD >>> Integer.SIZE - 8) & SHARDS - 1);
  }
}
