package io.kubevert.ingress.metrics;

import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Ingresses whose requests nobody can answer. */
final class OrphanMetrics {
  private static final String[] LABELS = {"namespace", "ingress", "type"};
  private static final String NO_SERVICE = "no-service";
  private static final String NO_ENDPOINT = "no-endpoint";

  private OrphanMetrics() {}

  static void register(MetricFactory metrics, Supplier<Snapshot> snapshots) {
    metrics.observed(
        "orphan_ingress",
        "Whether an Ingress leads to a Service that does not exist, or has no endpoints",
        LABELS,
        () -> orphans(snapshots.get()));
  }

  private static Map<List<String>, Double> orphans(Snapshot snapshot) {
    Map<List<String>, Double> orphans = new HashMap<>();
    snapshot
        .routes()
        .hosts()
        .values()
        .forEach(host -> host.routes().forEach(route -> add(route.target(), snapshot, orphans)));
    return orphans;
  }

  private static void add(Location location, Snapshot snapshot, Map<List<String>, Double> orphans) {
    location
        .backend()
        .map(snapshot::backend)
        .ifPresent(
            backend -> {
              boolean missing = backend == Backend.NONE;
              boolean empty = !missing && backend.endpoints().isEmpty();
              put(location, NO_SERVICE, missing, orphans);
              put(location, NO_ENDPOINT, empty, orphans);
            });
  }

  private static void put(
      Location location, String type, boolean holds, Map<List<String>, Double> orphans) {
    orphans.merge(
        List.of(location.ingress().namespace(), location.ingress().name(), type),
        holds ? 1.0 : 0.0,
        Math::max);
  }
}
