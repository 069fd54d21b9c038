package io.kubevert.ingress.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Makes metrics with the labels that all of the controller's have. The Prometheus client appends
 * {@code _total} to counters; names without it are those that ingress-nginx's dashboards ask for.
 */
final class MetricFactory {
  static final String PREFIX = "nginx_ingress_controller_";

  private final PrometheusRegistry registry;
  private final Labels constant;

  /**
   * @param constant labels of every metric
   */
  MetricFactory(PrometheusRegistry registry, Labels constant) {
    this.registry = registry;
    this.constant = constant;
  }

  Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .labelNames(labels)
        .register(registry);
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .labelNames(labels)
        .register(registry);
  }

  /** A gauge that is looked at when it is asked for. */
  void observed(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** A gauge of several series that are looked at when it is asked for. */
  void observed(
      String name, String help, String[] labels, Supplier<Map<List<String>, Double>> values) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .labelNames(labels)
        .callback(
            callback ->
                values
                    .get()
                    .forEach(
                        (series, value) -> callback.call(value, series.toArray(String[]::new))))
        .register(registry);
  }

  /** A counter that somebody else counts. */
  void total(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .constLabels(constant)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** A counter of several series, under its name as it is. */
  void plain(String name, String help, String[] labels, Supplier<Map<List<String>, Long>> values) {
    registry.register(new PlainCounter(PREFIX + name, help, labels, constant, values));
  }

  void upstreamLatency(Histogram connectSeconds) {
    registry.register(new UpstreamLatency(connectSeconds, constant));
  }

  /** What something is, in labels alone; {@code _info} is appended to the name. */
  void info(String name, String help, String[] labels, Supplier<Collection<List<String>>> values) {
    registry.register(
        () -> {
          InfoSnapshot.Builder snapshot = InfoSnapshot.builder().name(PREFIX + name).help(help);
          values
              .get()
              .forEach(
                  series ->
                      snapshot.dataPoint(
                          InfoSnapshot.InfoDataPointSnapshot.builder()
                              .labels(
                                  constant.merge(Labels.of(labels, series.toArray(String[]::new))))
                              .build()));
          return snapshot.build();
        });
  }
}
