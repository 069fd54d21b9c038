package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Ttl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A kept answer. Safe for use by several threads. */
final class CacheEntry {
  private final Answer answer;
  private final long storedMillis;
  private final long ttl;
  private final AtomicInteger hits = new AtomicInteger();
  private volatile long lastHitMillis;
  private volatile Aged aged;

  /** What was made of the answer for all questions of the same second. */
  private record Aged(long age, String source, Answer answer) {}

  /**
   * @param ttl seconds
   */
  CacheEntry(Answer answer, long storedMillis, long ttl) {
    this.answer = answer;
    this.storedMillis = storedMillis;
    this.ttl = ttl;
    this.lastHitMillis = storedMillis;
  }

  /** Seconds that are left; negative when past the end. */
  long remaining(long nowMillis) {
    return ttl - Math.floorDiv(nowMillis - storedMillis, 1000L);
  }

  boolean isFresh(long nowMillis) {
    return remaining(nowMillis) > 0;
  }

  /** The answer as of now, every record with no more than the time that is left. */
  Answer at(long nowMillis, boolean keepTtl, String source) {
    long age = keepTtl ? 0 : Math.max(0, Math.floorDiv(nowMillis - storedMillis, 1000L));
    Aged last = aged;
    if (last == null || last.age != age || !last.source.equals(source)) {
      last = new Aged(age, source, keepTtl ? from(source) : agedBy(age, source));
      aged = last;
    }
    return last.answer;
  }

  private Answer from(String source) {
    return answer.mapRecords(item -> item, source);
  }

  private Answer agedBy(long age, String source) {
    return answer.mapRecords(
        item -> Ttl.with(item, Math.max(0, Math.min(item.getTTL(), ttl) - age)), source);
  }

  /** The answer past its end; RFC 8767 wants a short, but not an empty, time to live. */
  Answer stale(long staleTtl, String source) {
    return answer.mapRecords(item -> Ttl.with(item, staleTtl), source);
  }

  /** Counts a question; a longer pause than the gap starts the count again. */
  int hit(long nowMillis, Duration gap) {
    if (nowMillis - lastHitMillis > gap.toMillis()) {
      hits.set(0);
    }
    lastHitMillis = nowMillis;
    return hits.incrementAndGet();
  }

  /** Whether so little of the time to live is left that it is time to renew. */
  boolean isEnding(long nowMillis, int percentage) {
    return (nowMillis - storedMillis) * 100 >= ttl * 1000 * (100 - percentage);
  }
}
