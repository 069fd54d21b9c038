package io.kubevert.ingress.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ingress_upstream_latency_seconds}: until backends' connections, by Ingress and Service.
 * ingress-nginx has given it up; one of its dashboards still asks for it.
 *
 * @param connectSeconds the same by everything else, too
 * @param constant labels of every series
 */
record UpstreamLatency(Histogram connectSeconds, Labels constant) implements Collector {
  private static final String NAME = "ingress_upstream_latency_seconds";

  @Override
  public MetricSnapshot collect() {
    Map<Labels, Amount> amounts =
        connectSeconds.collect().getDataPoints().stream()
            .collect(
                Collectors.toMap(each -> shortened(each.getLabels()), Amount::of, Amount::plus));
    SummarySnapshot.Builder snapshot =
        SummarySnapshot.builder()
            .name(MetricFactory.PREFIX + NAME)
            .help("Until the backends' connections, by Ingress");
    amounts.forEach(
        (labels, amount) ->
            snapshot.dataPoint(
                SummarySnapshot.SummaryDataPointSnapshot.builder()
                    .labels(constant.merge(labels))
                    .quantiles(Quantiles.EMPTY)
                    .count(amount.count)
                    .sum(amount.sum)
                    .build()));
    return snapshot.build();
  }

  private static Labels shortened(Labels labels) {
    Function<String, String> named = name -> labels.get(name) == null ? "" : labels.get(name);
    return Labels.of(
        Stream.of("namespace", "ingress", "service")
            .flatMap(name -> Stream.of(name, named.apply(name)))
            .toArray(String[]::new));
  }

  private record Amount(long count, double sum) {
    static Amount of(HistogramDataPointSnapshot point) {
      return new Amount(point.getCount(), point.getSum());
    }

    Amount plus(Amount other) {
      return new Amount(count + other.count, sum + other.sum);
    }
  }
}
