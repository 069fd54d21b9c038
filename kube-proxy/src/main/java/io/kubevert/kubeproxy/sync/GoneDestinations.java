package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.conntrack.Destination;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Destinations that were programmed until lately: flows to them may still be tracked. */
final class GoneDestinations {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final Map<Destination, Long> since = new HashMap<>();

  void add(Set<Destination> destinations) {
    long now = System.nanoTime();
    destinations.forEach(destination -> since.put(destination, now));
  }

  Set<Destination> recent() {
    long now = System.nanoTime();
    since.values().removeIf(then -> now - then > REMEMBERED.toNanos());
    return Set.copyOf(since.keySet());
  }
}
