package io.kubevert.ingress.feature.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nginx' {@code limit_req} with {@code nodelay}: each client has a bucket that leaks at the rate
 * and holds the burst. Of very many clients the ones seen longest ago are forgotten. Safe for use
 * by several event loops.
 */
final class LeakyBucket {
  private static final int MOST_CLIENTS = 100_000;

  private final double perNano;
  private final double burst;
  private final Map<String, Level> levels =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  private record Level(double excess, long at) {}

  /**
   * @param perSecond how many requests leak away in a second
   * @param burst how many more are taken at once
   */
  LeakyBucket(double perSecond, double burst) {
    this.perNano = perSecond / 1e9;
    this.burst = burst;
  }

  /** Takes a request, or refuses it. */
  synchronized boolean take(String client, long now) {
    Level level = levels.get(client);
    double excess = level == null ? 0 : Math.max(0, level.excess - (now - level.at) * perNano + 1);
    if (excess > burst) {
      return false;
    }
    levels.put(client, new Level(excess, now));
    return true;
  }
}
