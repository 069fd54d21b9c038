package io.kubevert.ingress.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A counter whose name does not end in {@code _total}. */
record PlainCounter(
    String name,
    String help,
    String[] labelNames,
    Labels constant,
    Supplier<Map<List<String>, Long>> values)
    implements Collector {

  @Override
  public MetricSnapshot collect() {
    UnknownSnapshot.Builder snapshot = UnknownSnapshot.builder().name(name).help(help);
    values
        .get()
        .forEach(
            (labels, value) ->
                snapshot.dataPoint(
                    UnknownSnapshot.UnknownDataPointSnapshot.builder()
                        .labels(
                            constant.merge(Labels.of(labelNames, labels.toArray(String[]::new))))
                        .value(value)
                        .build()));
    return snapshot.build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
