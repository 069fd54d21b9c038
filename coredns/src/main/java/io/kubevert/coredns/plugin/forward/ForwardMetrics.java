package io.kubevert.coredns.plugin.forward;

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
  private final Counter connectionHits;
  private final Counter connectionMisses;
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
    connectionHits =
        connections(registry, "hits", "The number of questions over a connection used again.");
    connectionMisses =
        connections(registry, "misses", "The number of questions that needed a new connection.");
    durations =
        Histogram.builder()
            .name("coredns_proxy_request_duration_seconds")
            .help("The time that each question took.")
            .labelNames("proxy_name", "to", "rcode")
            .classicOnly()
            .classicExponentialUpperBounds(0.00025, 2, 16)
            .register(registry);
  }

  private static Counter connections(PrometheusRegistry registry, String what, String help) {
    return Counter.builder()
        .name("coredns_proxy_conn_cache_" + what + "_total")
        .help(help)
        .labelNames("proxy_name", "to", "proto")
        .register(registry);
  }

  void allDown() {
    broken.inc();
  }

  void rejected() {
    rejects.inc();
  }

  Of of(ForwardOptions.Server server) {
    return new Of(server.address().toString(), transport(server));
  }

  private static String transport(ForwardOptions.Server server) {
    return switch (server.transport()) {
      case DNS -> "tcp";
      case TLS -> "tcp-tls";
      case HTTPS -> "https";
    };
  }

  /** What is counted of one server. */
  final class Of {
    private final String to;
    private final String streams;

    private Of(String to, String streams) {
      this.to = to;
      this.streams = streams;
    }

    void probeFailed() {
      probeFailures.labelValues(Forward.NAME, to).inc();
    }

    void answered(int rcode, long nanos) {
      durations
          .labelValues(Forward.NAME, to, Rcode.string(rcode))
          .observe(nanos / NANOS_PER_SECOND);
    }

    /**
     * @param again whether there was a socket to use again
     */
    void datagram(boolean again) {
      connection(again, "udp");
    }

    /**
     * @param again whether there was a connection to use again
     */
    void stream(boolean again) {
      connection(again, streams);
    }

    private void connection(boolean again, String transport) {
      (again ? connectionHits : connectionMisses).labelValues(Forward.NAME, to, transport).inc();
    }
  }
}
