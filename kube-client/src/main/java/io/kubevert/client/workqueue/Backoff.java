package io.kubevert.client.workqueue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential back-off with jitter.
 *
 * @param first the delay after the first failure
 * @param most the longest delay
 */
public record Backoff(Duration first, Duration most) {
  private static final int MOST_DOUBLINGS = 20;

  /**
   * The delay before the next attempt: doubled for every failure, up to the longest, and up to a
   * fifth shorter, so that those who failed together do not come back together.
   *
   * @param failures how many attempts failed before the last one
   */
  public Duration delay(int failures) {
    long doubled = first.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    long delay = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(delay - ThreadLocalRandom.current().nextLong(delay / 5 + 1));
  }
}
