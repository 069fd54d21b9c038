package io.kubevert.ingress.metrics;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Location;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What is counted of requests. Safe for use by several event loops. */
public final class RequestMetrics {
  private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  private static final double[] BYTES = {10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};
  private static final String[] LABELS = {
    "host", "namespace", "ingress", "service", "path", "method", "status", "canary"
  };
  private static final int NAMESPACE = 1;
  private static final int INGRESS = 2;

  private final Map<List<String>, Series> series = new ConcurrentHashMap<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final Histogram requestSeconds;
  private final Histogram connectSeconds;
  private final Histogram headerSeconds;
  private final Histogram responseSeconds;
  private final Histogram requestBytes;
  private final Histogram responseBytes;
  private final Histogram bytesSent;

  RequestMetrics(MetricFactory metrics) {
    metrics.plain("requests", "The total number of client requests", LABELS, this::counts);
    requestSeconds = histogram(metrics, "request_duration_seconds", "Until the last byte", SECONDS);
    connectSeconds =
        histogram(metrics, "connect_duration_seconds", "Until the backend's connection", SECONDS);
    metrics.upstreamLatency(connectSeconds);
    headerSeconds =
        histogram(metrics, "header_duration_seconds", "Until the backend's head", SECONDS);
    responseSeconds =
        histogram(metrics, "response_duration_seconds", "Until the backend's last byte", SECONDS);
    requestBytes = histogram(metrics, "request_size", "Bytes of the requests' bodies", BYTES);
    responseBytes = histogram(metrics, "response_size", "Bytes of the answers' bodies", BYTES);
    bytesSent = histogram(metrics, "bytes_sent", "Bytes sent to clients", BYTES);
    metrics.total("nginx_process_requests", "Requests of all clients", requests::sum);
    metrics.total("nginx_process_read_bytes", "Bytes read from clients", bytesRead::sum);
    metrics.total("nginx_process_write_bytes", "Bytes sent to clients", bytesWritten::sum);
  }

  private static Histogram histogram(
      MetricFactory metrics, String name, String help, double[] bounds) {
    return metrics.histogram(name, help, bounds, LABELS);
  }

  private Map<List<String>, Long> counts() {
    Map<List<String>, Long> counts = new HashMap<>();
    series.forEach((labels, each) -> counts.put(labels, each.requests().sum()));
    return counts;
  }

  /** Counts an exchange that is over. */
  public void observe(Exchange exchange) {
    requests.increment();
    bytesRead.add(exchange.request().bytesRead());
    bytesWritten.add(exchange.response().bytesWritten());
    series.computeIfAbsent(labels(exchange), this::create).observe(exchange);
  }

  private Series create(List<String> labels) {
    String[] values = labels.toArray(String[]::new);
    return new Series(
        labels,
        new LongAdder(),
        requestSeconds.labelValues(values),
        connectSeconds.labelValues(values),
        headerSeconds.labelValues(values),
        responseSeconds.labelValues(values),
        requestBytes.labelValues(values),
        responseBytes.labelValues(values),
        bytesSent.labelValues(values));
  }

  /** Forgets what was counted of an Ingress that is gone. */
  public void forget(ObjectKey ingress) {
    series
        .keySet()
        .removeIf(
            labels -> {
              boolean gone =
                  labels.get(NAMESPACE).equals(ingress.namespace())
                      && labels.get(INGRESS).equals(ingress.name());
              if (gone) {
                String[] values = labels.toArray(String[]::new);
                Stream.of(
                        requestSeconds,
                        connectSeconds,
                        headerSeconds,
                        responseSeconds,
                        requestBytes,
                        responseBytes,
                        bytesSent)
                    .forEach(histogram -> histogram.remove(values));
              }
              return gone;
            });
  }

  /** Only what objects name becomes a label: what strangers send would be without end. */
  private static List<String> labels(Exchange exchange) {
    Location location = exchange.location();
    return List.of(
        location.host().isEmpty() ? "_" : location.host(),
        location.ingress().namespace(),
        location.ingress().name(),
        location.backend().map(BackendKey::service).orElse(""),
        location.path(),
        KnownMethod.of(exchange.request().method()),
        Integer.toString(exchange.response().getStatusCode()),
        exchange.canary().map(canary -> canary.backend().upstreamName()).orElse(""));
  }
}
