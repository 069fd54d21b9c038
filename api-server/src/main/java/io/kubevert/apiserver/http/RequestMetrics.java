package io.kubevert.apiserver.http;

import io.kubevert.apiserver.request.RequestInfo;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What the server counts, under the names of kube-apiserver's metrics. */
final class RequestMetrics {
  private static final double[] BUCKETS = {0.005, 0.025, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 5, 10, 60};
  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("apiserver_request_total")
          .help("Requests by verb, resource and response code.")
          .labelNames("verb", "group", "resource", "subresource", "code")
          .register(registry);
  private final Histogram durations =
      Histogram.builder()
          .name("apiserver_request_duration_seconds")
          .help("Time to answer a request that is neither a watch nor a tunnel.")
          .classicUpperBounds(BUCKETS)
          .classicOnly()
          .labelNames("verb")
          .register(registry);
  private final Gauge watchers =
      Gauge.builder()
          .name("apiserver_longrunning_requests")
          .help("Open watches by resource.")
          .labelNames("resource")
          .register(registry);

  void watchStarted(String resource) {
    watchers.labelValues(resource).inc();
  }

  void ended(RequestInfo info, String resource, int code, long nanos) {
    String verb = info.verb().toUpperCase(Locale.ROOT);
    requests
        .labelValues(verb, info.group(), resource, info.subresource(), Integer.toString(code))
        .inc();
    if (verb.equals("WATCH")) {
      watchers.labelValues(resource).dec();
    } else {
      durations.labelValues(verb).observe(nanos / NANOS);
    }
  }

  void answer(Exchange exchange) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    exchange.send(200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }
}
