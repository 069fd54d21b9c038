package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.HostAndPort;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.xbill.DNS.Rcode;

/** What forwarding counts. */
final class ForwardMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter broken;
  private final Counter rejects;
  private final Counter probeFailures;
  private final Histogram durations;

  ForwardMetrics(PrometheusRegistry registry) {
    broken =
        Counter.builder()
            .name("coredns_forward_healthcheck_broken_total")
            .help("The number of questions for which every upstream was down.")
            .register(registry);
    rejects =
        Counter.builder()
            .name("coredns_forward_max_concurrent_rejects_total")
            .help("The number of questions refused because too many were open.")
            .register(registry);
    probeFailures =
        Counter.builder()
            .name("coredns_proxy_healthcheck_failures_total")
            .help("The number of failed health checks.")
            .labelNames("proxy_name", "to")
            .register(registry);
    durations =
        Histogram.builder()
            .name("coredns_proxy_request_duration_seconds")
            .help("The time that each question took.")
            .labelNames("proxy_name", "to", "rcode")
            .classicOnly()
            .classicExponentialUpperBounds(0.00025, 2, 16)
            .register(registry);
  }

  void allDown() {
    broken.inc();
  }

  void rejected() {
    rejects.inc();
  }

  void probeFailed(HostAndPort to) {
    probeFailures.labelValues(Forward.NAME, to.toString()).inc();
  }

  void answered(HostAndPort to, int rcode, long nanos) {
    durations
        .labelValues(Forward.NAME, to.toString(), Rcode.string(rcode))
        .observe(nanos / NANOS_PER_SECOND);
  }
}
