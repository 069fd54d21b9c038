package io.kubevert.coredns.plugin.cache;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A part of the store with its share of the bounds. */
final class Shard {
  private final int capacity;
  private final long mostOctets;
  private final Map<CacheKey, Kept> entries = new ConcurrentHashMap<>(1);
  private long octets;

  private record Kept(CacheEntry entry, long octets) {}

  Shard(int capacity, long mostOctets) {
    this.capacity = capacity;
    this.mostOctets = mostOctets;
  }

  CacheEntry get(CacheKey key) {
    Kept kept = entries.get(key);
    return kept == null ? null : kept.entry();
  }

  /** Keeps an entry, and drops others until there is room; one larger than all room is not kept. */
  synchronized ShardedStore.Stored put(CacheKey key, CacheEntry entry, long size) {
    remove(key);
    if (size > mostOctets) {
      return new ShardedStore.Stored(false, 0);
    }
    int evicted = 0;
    Iterator<Kept> candidates = entries.values().iterator();
    while ((entries.size() >= capacity || octets + size > mostOctets) && candidates.hasNext()) {
      octets -= candidates.next().octets();
      candidates.remove();
      evicted++;
    }
    entries.put(key, new Kept(entry, size));
    octets += size;
    return new ShardedStore.Stored(true, evicted);
  }

  synchronized void remove(CacheKey key) {
    Kept removed = entries.remove(key);
    if (removed != null) {
      octets -= removed.octets();
    }
  }

  int size() {
    return entries.size();
  }

  synchronized long octets() {
    return octets;
  }
}
