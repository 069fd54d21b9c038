package io.kubevert.coredns.plugin.metrics;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads {@code prometheus [ADDRESS]}. */
public final class PrometheusSetup {
  private static final int DEFAULT_PORT = 9153;

  private PrometheusSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1);
    directive.block().forEach(property -> refuse(directive, property));
    context
        .block()
        .page(
            HostAndPort.ofPage(directive, context.site().pageHost(), DEFAULT_PORT),
            "/metrics",
            request -> write(request, context));
    ServerMetrics metrics = context.shared().get(ServerMetrics.class, ServerMetrics::new);
    Counting counting = new Counting(metrics, context.server(), context.zones());
    context.block().offer(counting);
    return counting;
  }

  private static void refuse(Directive directive, Directive property) {
    throw switch (property.word()) {
      case "tls" ->
          property.name().fault("metrics are shown over plain HTTP; bind the page to 127.0.0.1");
      case "runtime_metrics" -> property.name().fault("Go's runtime is not here");
      default -> directive.unknownProperty(property);
    };
  }

  private static void write(HttpServerRequest request, ServerContext context) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, context.shared().registry().scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("metrics could not be written to memory", e);
    }
    request
        .response()
        .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
        .end(Buffer.buffer(text.toByteArray()));
  }
}
