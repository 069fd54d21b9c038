package io.kubevert.ingress.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The clients' connections. Safe for use by several event loops. */
public final class ConnectionMetrics {
  private final LongAdder open = new LongAdder();

  ConnectionMetrics(MetricFactory metrics) {
    metrics.observed(
        "nginx_process_connections",
        "Connections of clients now",
        new String[] {"state"},
        () -> Map.of(List.of("active"), (double) open.sum()));
  }

  /**
   * Counts connections.
   *
   * @param change how many more there are
   */
  public void changed(int change) {
    open.add(change);
  }
}
