package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.informer.Change;
import io.kubevert.coredns.plugin.ServerContext;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;

/**
 * How long it took from the change of a headless Service's pods until their names resolved here.
 * What was there before the first list is not counted.
 */
final class ProgrammingDuration {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Histogram durations;
  private final InstantSource clock;
  private final ClusterIndex index;

  ProgrammingDuration(ServerContext context, ClusterIndex index) {
    this.durations = context.shared().get(Metrics.class, Metrics::of).durations();
    this.clock = context.clock();
    this.index = index;
  }

  private record Metrics(Histogram durations) {
    static Metrics of(PrometheusRegistry registry) {
      return new Metrics(
          Histogram.builder()
              .name("coredns_kubernetes_dns_programming_duration_seconds")
              .help("Histogram of the time (in seconds) it took to program a dns instance.")
              .labelNames("service_kind")
              .classicOnly()
              .classicExponentialUpperBounds(0.001, 2, 20)
              .register(registry));
    }
  }

  void changed(Change<SliceObject> change, boolean synced) {
    if (!synced) {
      return;
    }
    change
        .after()
        .filter(slice -> slice.triggeredMillis() > 0)
        .filter(this::isHeadless)
        .ifPresent(
            slice ->
                durations
                    .labelValues("headless_with_selector")
                    .observe(
                        Math.max(0, clock.millis() - slice.triggeredMillis()) / MILLIS_PER_SECOND));
  }

  private boolean isHeadless(SliceObject slice) {
    return index
        .service(ServiceKey.of(slice.service()))
        .filter(entry -> entry.service().kind() == ServiceObject.Kind.HEADLESS)
        .isPresent();
  }
}
