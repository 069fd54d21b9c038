package io.kubevert.apiserver.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The live values and the recent past, in memory. Any thread may read; one thread at a time writes,
 * in two steps: {@link #stage} decides a compare-and-set and hides its result from readers, {@link
 * #publish} shows what has become durable.
 */
final class History {
  private static final byte[] NOTHING = new byte[0];

  /** A version of a key that was forgotten. */
  record Forgotten(String key, long revision) {}

  private final ConcurrentSkipListMap<String, Version> newest = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, StoreEvent> past = new ConcurrentSkipListMap<>();
  private final List<Consumer<List<StoreEvent>>> listeners = new CopyOnWriteArrayList<>();
  private volatile long published;
  private volatile long compacted;
  private long staged;

  /**
   * @param revision the newest revision of the store
   * @param compacted the revision up to which the past is forgotten
   */
  History(long revision, long compacted) {
    this.published = revision;
    this.staged = revision;
    this.compacted = compacted;
  }

  /** Adds a version that is on disk; versions of a key are added from the oldest on. */
  void load(String key, long revision, StoreEvent.Type type, byte[] value) {
    Version older = newest.get(key);
    newest.put(key, new Version(revision, type, value, older));
    if (revision > compacted) {
      past.put(revision, event(key, newest.get(key)));
    }
  }

  long revision() {
    return published;
  }

  Optional<Entry> get(String key) {
    return entry(key, newest.get(key), published);
  }

  RangeResult range(String prefix, String start, long revision, int limit) {
    long reader = revision == 0 ? published : revision;
    if (reader > published) {
      return new RangeResult.Ahead(published);
    }
    List<Entry> entries = new ArrayList<>();
    String next = "";
    int remaining = 0;
    String from = start.isEmpty() ? prefix : start;
    for (Map.Entry<String, Version> key : newest.tailMap(from, true).entrySet()) {
      if (!key.getKey().startsWith(prefix)) {
        break;
      }
      Optional<Entry> entry = entry(key.getKey(), key.getValue(), reader);
      if (entry.isPresent() && limit > 0 && entries.size() == limit) {
        next = next.isEmpty() ? key.getKey() : next;
        remaining++;
      } else {
        entry.ifPresent(entries::add);
      }
    }
    // Looked at last: a compaction on the way may have taken what this reader needed.
    return reader < compacted
        ? new RangeResult.Compacted(compacted)
        : new RangeResult.Page(reader, entries, next, remaining);
  }

  Replay since(String prefix, long after, long upTo) {
    List<StoreEvent> events =
        past
            .subMap(after, false, Math.max(after, Math.min(upTo, published)), true)
            .values()
            .stream()
            .filter(event -> event.key().startsWith(prefix))
            .toList();
    return after < compacted ? new Replay.Compacted(compacted) : new Replay.Events(events);
  }

  Runnable subscribe(Consumer<List<StoreEvent>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Decides a write. */
  Optional<StoreEvent> stage(Write write) {
    Version current = newest.get(write.key());
    long actual = current != null && current.isLive() ? current.revision : 0;
    if (actual != write.expected()) {
      return Optional.empty();
    }
    long revision = staged + 1;
    Version version = new Version(revision, write.type(), write.value().apply(revision), current);
    newest.put(write.key(), version);
    staged = revision;
    return Optional.of(event(write.key(), version));
  }

  /** The newest value of a key, staged writes included. */
  Optional<Entry> staged(String key) {
    return entry(key, newest.get(key), staged);
  }

  /** Shows staged writes to readers and tells the listeners. */
  void publish(List<StoreEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    events.forEach(event -> past.put(event.revision(), event));
    published = events.getLast().revision();
    listeners.forEach(listener -> listener.accept(events));
  }

  /** Takes staged writes back. */
  void abandon(List<StoreEvent> events) {
    for (StoreEvent event : events.reversed()) {
      Version older = newest.get(event.key()).older();
      if (older == null) {
        newest.remove(event.key());
      } else {
        newest.put(event.key(), older);
      }
    }
    staged = published;
  }

  /** Forgets the past up to a revision, and says which versions nobody can read any more. */
  Collection<Forgotten> compact(long revision) {
    compacted = Math.max(compacted, Math.min(revision, published));
    List<Forgotten> forgotten = new ArrayList<>();
    Map<Long, StoreEvent> old = past.headMap(compacted, true);
    for (StoreEvent event : old.values()) {
      forget(event, forgotten);
    }
    old.clear();
    return forgotten;
  }

  long compacted() {
    return compacted;
  }

  private void forget(StoreEvent event, List<Forgotten> forgotten) {
    Version current = newest.get(event.key());
    Version kept = current == null ? null : current.asOf(event.revision());
    if (kept == null) {
      return;
    }
    for (Version gone = kept.older(); gone != null; gone = gone.older()) {
      forgotten.add(new Forgotten(event.key(), gone.revision));
    }
    kept.forgetOlder();
    if (!kept.isLive()) {
      forgotten.add(new Forgotten(event.key(), kept.revision));
      newest.remove(event.key(), kept);
    }
  }

  private static Optional<Entry> entry(String key, Version version, long reader) {
    Version seen = version == null ? null : version.asOf(reader);
    return seen == null || !seen.isLive()
        ? Optional.empty()
        : Optional.of(new Entry(key, seen.revision, seen.value));
  }

  private static StoreEvent event(String key, Version version) {
    Version older = version.older();
    byte[] previous = older == null || !older.isLive() ? NOTHING : older.value;
    return new StoreEvent(version.type, key, version.revision, version.value, previous);
  }
}
