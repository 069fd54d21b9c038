package io.kubevert.coredns.plugin.cache;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the caches of one server count. */
final class CacheMetrics {
  private final Gauge entries;
  private final Counter requests;
  private final Counter hits;
  private final Counter misses;
  private final Counter prefetches;
  private final Counter staleAnswers;
  private final Counter evictions;

  CacheMetrics(PrometheusRegistry registry) {
    entries =
        Gauge.builder()
            .name("coredns_cache_entries")
            .help("The number of elements in the cache.")
            .labelNames("server", "type", "zones", "view")
            .register(registry);
    requests = counter(registry, "requests", "The count of cache requests.");
    hits =
        Counter.builder()
            .name("coredns_cache_hits_total")
            .help("The count of cache hits.")
            .labelNames("server", "type", "zones", "view")
            .register(registry);
    misses = counter(registry, "misses", "The count of cache misses.");
    prefetches = counter(registry, "prefetch", "The count of renewals before the end.");
    staleAnswers = counter(registry, "served_stale", "The count of answers past their end.");
    evictions =
        Counter.builder()
            .name("coredns_cache_evictions_total")
            .help("The count of entries that made room for others.")
            .labelNames("server", "type", "zones", "view")
            .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String what, String help) {
    return Counter.builder()
        .name("coredns_cache_" + what + "_total")
        .help(help)
        .labelNames("server", "zones", "view")
        .register(registry);
  }

  /** The counts of one cache. */
  Of of(String server, String zones) {
    return new Of(server, zones);
  }

  final class Of {
    private final String server;
    private final String zones;

    private Of(String server, String zones) {
      this.server = server;
      this.zones = zones;
      requests.initLabelValues(server, zones, "");
      misses.initLabelValues(server, zones, "");
      hits.initLabelValues(server, "success", zones, "");
      hits.initLabelValues(server, "denial", zones, "");
    }

    void request() {
      requests.labelValues(server, zones, "").inc();
    }

    void hit(boolean denial) {
      hits.labelValues(server, kind(denial), zones, "").inc();
    }

    void miss() {
      misses.labelValues(server, zones, "").inc();
    }

    void prefetch() {
      prefetches.labelValues(server, zones, "").inc();
    }

    void stale() {
      staleAnswers.labelValues(server, zones, "").inc();
    }

    void stored(boolean denial, int size, boolean evicted) {
      entries.labelValues(server, kind(denial), zones, "").set(size);
      if (evicted) {
        evictions.labelValues(server, kind(denial), zones, "").inc();
      }
    }

    private static String kind(boolean denial) {
      return denial ? "denial" : "success";
    }
  }
}
