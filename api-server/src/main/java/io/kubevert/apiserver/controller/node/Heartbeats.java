package io.kubevert.apiserver.controller.node;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When something was last heard of, by this process's own clock: the clocks of those that send do
 * not matter.
 */
final class Heartbeats<K> {
  private final Duration grace;
  private final Map<K, Instant> last = new HashMap<>();

  /**
   * @param grace how long a silence is normal
   */
  Heartbeats(Duration grace) {
    this.grace = grace;
  }

  void heard(K key, Instant now) {
    last.put(key, now);
  }

  void forget(K key) {
    last.remove(key);
  }

  /** How much longer a silence is normal; zero or less when it is not. */
  Duration patience(K key, Instant now) {
    return Duration.between(now, last.getOrDefault(key, now).plus(grace));
  }
}
