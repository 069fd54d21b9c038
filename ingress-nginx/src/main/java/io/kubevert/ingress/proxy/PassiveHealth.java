package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which endpoints are left alone for a while, as no connection to them came about: a node that has
 * just died is found in EndpointSlices only later. While all of a Service's are, none is.
 */
final class PassiveHealth {
  private static final long SHUN_NANOS = 10_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<Endpoint, Long> failures = new HashMap<>();

  PassiveHealth(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes that an endpoint could not be reached. */
  void unreachable(Endpoint endpoint) {
    failures.put(endpoint, nanoTime.getAsLong());
  }

  /** Notes that an endpoint answered. */
  void answered(Endpoint endpoint) {
    if (!failures.isEmpty()) {
      failures.remove(endpoint);
    }
  }

  /** Those that may be tried; all of them if there would be none. */
  List<Endpoint> usable(List<Endpoint> endpoints) {
    if (failures.isEmpty()) {
      return endpoints;
    }
    long now = nanoTime.getAsLong();
    failures.values().removeIf(since -> now - since > SHUN_NANOS);
    List<Endpoint> usable =
        endpoints.stream().filter(endpoint -> !failures.containsKey(endpoint)).toList();
    return usable.isEmpty() ? endpoints : usable;
  }
}
