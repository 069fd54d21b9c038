package io.kubevert.ingress.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter whose name does not end in {@code _total}. The Prometheus client would add that; the
 * dashboards of ingress-nginx ask for the name without.
 */
final class PlainCounter implements Collector {
  private final String name;
  private final String help;
  private final String[] labelNames;
  private final Map<List<String>, LongAdder> values = new ConcurrentHashMap<>();

  PlainCounter(String name, String help, String... labelNames) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames.clone();
  }

  void increment(String... labelValues) {
    values.computeIfAbsent(List.of(labelValues), key -> new LongAdder()).increment();
  }

  @Override
  public MetricSnapshot collect() {
    UnknownSnapshot.Builder snapshot = UnknownSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            snapshot.dataPoint(
                UnknownSnapshot.UnknownDataPointSnapshot.builder()
                    .labels(Labels.of(labelNames, labels.toArray(String[]::new)))
                    .value(value.doubleValue())
                    .build()));
    return snapshot.build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
