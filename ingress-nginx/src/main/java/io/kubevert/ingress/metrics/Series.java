package io.kubevert.ingress.metrics;

import io.kubevert.ingress.exchange.Exchange;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The series of requests that are alike in all labels, looked up once for each request.
 *
 * @param labels the values, in the order of their names
 */
record Series(
    List<String> labels,
    LongAdder requests,
    DistributionDataPoint requestSeconds,
    DistributionDataPoint connectSeconds,
    DistributionDataPoint headerSeconds,
    DistributionDataPoint responseSeconds,
    DistributionDataPoint requestBytes,
    DistributionDataPoint responseBytes,
    DistributionDataPoint bytesSent) {
  private static final double NANOS = 1e9;

  void observe(Exchange exchange) {
    requests.increment();
    double seconds = exchange.elapsedNanos() / NANOS;
    requestSeconds.observe(seconds);
    requestBytes.observe(exchange.request().bytesRead());
    responseBytes.observe(exchange.response().bytesWritten());
    bytesSent.observe(exchange.response().bytesWritten());
    if (!exchange.attempts().isEmpty()) {
      Exchange.Attempt last = exchange.attempts().getLast();
      connectSeconds.observe(last.connectNanos() / NANOS);
      headerSeconds.observe(last.nanos() / NANOS);
      responseSeconds.observe(seconds);
    }
  }
}
