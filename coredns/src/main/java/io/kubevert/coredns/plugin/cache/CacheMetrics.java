package io.kubevert.coredns.plugin.cache;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
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
  private final Counter drops;

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
    drops = counter(registry, "drops", "The count of answers that were too large to keep.");
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

  /** The series of one cache, looked up once: questions are too many to do it for each. */
  final class Of {
    private final CounterDataPoint request;
    private final CounterDataPoint miss;
    private final CounterDataPoint prefetch;
    private final CounterDataPoint stale;
    private final CounterDataPoint drop;
    private final Kind successes;
    private final Kind denials;

    private record Kind(
        CounterDataPoint hits, CounterDataPoint evictions, GaugeDataPoint entries) {}

    private Of(String server, String zones) {
      request = requests.labelValues(server, zones, "");
      miss = misses.labelValues(server, zones, "");
      prefetch = prefetches.labelValues(server, zones, "");
      stale = staleAnswers.labelValues(server, zones, "");
      drop = drops.labelValues(server, zones, "");
      successes = kind(server, "success", zones);
      denials = kind(server, "denial", zones);
    }

    private Kind kind(String server, String type, String zones) {
      return new Kind(
          hits.labelValues(server, type, zones, ""),
          evictions.labelValues(server, type, zones, ""),
          entries.labelValues(server, type, zones, ""));
    }

    void request() {
      request.inc();
    }

    void hit(boolean denial) {
      kind(denial).hits.inc();
    }

    void miss() {
      miss.inc();
    }

    void prefetch() {
      prefetch.inc();
    }

    void stale() {
      stale.inc();
    }

    void stored(boolean denial, int size, ShardedStore.Stored stored) {
      kind(denial).entries.set(size);
      kind(denial).evictions.inc(stored.evicted());
      if (!stored.kept()) {
        drop.inc();
      }
    }

    private Kind kind(boolean denial) {
      return denial ? denials : successes;
    }
  }
}
