package io.kubevert.ingress.feature.externalauth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers that still hold. Of very many the ones asked for longest ago are forgotten. Safe for use
 * by several event loops.
 */
final class AnswerCache {
  private static final int MOST = 10_000;

  private final Map<Integer, Duration> durations;
  private final LongSupplier nanoTime;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST;
        }
      };

  private record Kept(AuthAnswer answer, long until) {}

  /**
   * @param durations how long an answer holds, by its status; others are not kept
   */
  AnswerCache(Map<Integer, Duration> durations, LongSupplier nanoTime) {
    this.durations = durations;
    this.nanoTime = nanoTime;
  }

  synchronized Optional<AuthAnswer> get(String key) {
    Kept found = kept.get(key);
    return found != null && nanoTime.getAsLong() - found.until < 0
        ? Optional.of(found.answer)
        : Optional.empty();
  }

  synchronized void put(String key, AuthAnswer answer) {
    Duration duration = durations.get(answer.status());
    if (duration != null) {
      kept.put(key, new Kept(answer, nanoTime.getAsLong() + duration.toNanos()));
    }
  }
}
