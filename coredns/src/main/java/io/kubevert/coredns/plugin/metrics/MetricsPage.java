package io.kubevert.coredns.plugin.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** What was counted, in Prometheus' text format. */
public record MetricsPage(PrometheusRegistry registry) implements Consumer<HttpServerRequest> {
  /** Where the page is, at whatever address. */
  public static final String PATH = "/metrics";

  @Override
  public void accept(HttpServerRequest request) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("metrics could not be written to memory", e);
    }
    request
        .response()
        .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
        .end(Buffer.buffer(text.toByteArray()));
  }
}
