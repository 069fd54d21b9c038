package io.kubevert.coredns.plugin.file;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.xbill.DNS.Name;

/** What is known of zone files. */
final class FileMetrics {
  private final Gauge entries;

  FileMetrics(PrometheusRegistry registry) {
    entries =
        Gauge.builder()
            .name("coredns_file_entries")
            .help("The number of entries in zone file grouped by domain name.")
            .labelNames("domain_name")
            .register(registry);
  }

  void loaded(Name zone, int records) {
    entries.labelValues(zone.toString()).set(records);
  }
}
