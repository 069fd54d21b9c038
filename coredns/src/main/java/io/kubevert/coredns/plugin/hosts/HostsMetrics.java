package io.kubevert.coredns.plugin.hosts;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is known of hosts files. */
final class HostsMetrics {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Gauge entries;
  private final Gauge timestamp;

  HostsMetrics(PrometheusRegistry registry) {
    entries =
        Gauge.builder()
            .name("coredns_hosts_entries")
            .help("The combined number of entries in hosts and Corefile.")
            .register(registry);
    timestamp =
        Gauge.builder()
            .name("coredns_hosts_reload_timestamp_seconds")
            .help("The timestamp of the last reload of hosts file.")
            .register(registry);
  }

  void loaded(int count, long millis) {
    entries.set(count);
    timestamp.set(millis / MILLIS_PER_SECOND);
  }
}
