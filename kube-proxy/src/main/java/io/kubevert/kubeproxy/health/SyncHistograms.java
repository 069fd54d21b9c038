package io.kubevert.kubeproxy.health;

import io.kubevert.kubeproxy.rules.Family;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How long it takes to write rules, with the reference's buckets. */
final class SyncHistograms {
  private static final String FAMILY = "ip_family";
  private static final double FIRST_BUCKET_SECONDS = 0.001;
  private static final int BUCKETS = 15;
  private static final double[] PROGRAMMING_BUCKETS =
      Stream.of(
              DoubleStream.of(0.25, 0.5),
              IntStream.rangeClosed(1, 59).asDoubleStream(),
              IntStream.iterate(60, s -> s <= 115, s -> s + 5).asDoubleStream(),
              IntStream.iterate(120, s -> s <= 300, s -> s + 30).asDoubleStream())
          .flatMapToDouble(Function.identity())
          .toArray();

  private final Histogram all;
  private final Histogram whole;
  private final Histogram partial;
  private final Histogram programming;

  SyncHistograms(PrometheusRegistry registry) {
    all = byFamily("kubeproxy_sync_proxy_rules_duration_seconds", "one write of", registry);
    whole =
        byFamily("kubeproxy_sync_full_proxy_rules_duration_seconds", "a write of all", registry);
    partial =
        byFamily(
            "kubeproxy_sync_partial_proxy_rules_duration_seconds",
            "a write of what differed in",
            registry);
    programming =
        Histogram.builder()
            .name("kubeproxy_network_programming_duration_seconds")
            .help("From what changed a Service's endpoints to the rules that follow them.")
            .labelNames(FAMILY)
            .classicUpperBounds(PROGRAMMING_BUCKETS)
            .classicOnly()
            .register(registry);
  }

  void written(Family family, boolean everything, Duration took) {
    double seconds = took.toNanos() / 1e9;
    all.labelValues(family.label()).observe(seconds);
    (everything ? whole : partial).labelValues(family.label()).observe(seconds);
  }

  void programmed(Family family, Duration delay) {
    programming.labelValues(family.label()).observe(delay.toNanos() / 1e9);
  }

  /** A histogram of what takes milliseconds, or seconds in bad times. */
  static Histogram.Builder sync(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, BUCKETS)
        .classicOnly();
  }

  private static Histogram byFamily(String name, String what, PrometheusRegistry registry) {
    return sync(name, "How long " + what + " the Service rules took.")
        .labelNames(FAMILY)
        .register(registry);
  }
}
