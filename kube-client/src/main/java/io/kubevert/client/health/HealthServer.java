package io.kubevert.client.health;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A component's own HTTP server.
 *
 * <p>{@code /healthz} and {@code /livez} answer 200 while every liveness check holds, {@code
 * /readyz} while every check holds, otherwise 503; each lists its checks. {@code /metrics} is in
 * Prometheus' text format, with what every process tells.
 */
public final class HealthServer {
  private final Vertx vertx;
  private final PrometheusRegistry metrics;
  private final PrometheusRegistry process = ProcessMetrics.registry();
  private final Router router;
  private final Map<String, BooleanSupplier> liveness = new LinkedHashMap<>();
  private final Map<String, BooleanSupplier> readiness = new LinkedHashMap<>();
  private HttpServer server;

  public HealthServer(Vertx vertx, PrometheusRegistry metrics) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.router = Router.router(vertx);
    router.get("/healthz").handler(context -> answer(context, liveness));
    router.get("/livez").handler(context -> answer(context, liveness));
    router
        .get("/readyz")
        .handler(
            context -> {
              Map<String, BooleanSupplier> all = new LinkedHashMap<>(liveness);
              all.putAll(readiness);
              answer(context, all);
            });
    router.get("/metrics").handler(this::metrics);
  }

  /** Adds a check without which the component should be started again. */
  public HealthServer liveness(String name, BooleanSupplier check) {
    liveness.put(name, check);
    return this;
  }

  /** Adds a check without which the component should be sent no work. */
  public HealthServer readiness(String name, BooleanSupplier check) {
    readiness.put(name, check);
    return this;
  }

  /** Where a component adds pages of its own. */
  public Router router() {
    return router;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free port
   * @return the port
   */
  public Future<Integer> listen(String host, int port) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(60))
        .requestHandler(router)
        .listen()
        .map(
            listening -> {
              server = listening;
              return listening.actualPort();
            });
  }

  public Future<Void> close() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  private static void answer(RoutingContext context, Map<String, BooleanSupplier> checks) {
    StringBuilder body = new StringBuilder();
    boolean healthy = true;
    for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
      boolean holds = check.getValue().getAsBoolean();
      healthy &= holds;
      body.append(holds ? "[+]" : "[-]").append(check.getKey());
      body.append(holds ? " ok\n" : " failed\n");
    }
    context
        .response()
        .setStatusCode(healthy ? 200 : 503)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(body.append(healthy ? "ok\n" : "not ok\n").toString());
  }

  private void metrics(RoutingContext context) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, metrics.scrape());
      PrometheusTextFormatWriter.create().write(text, process.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    context
        .response()
        .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
        .end(Buffer.buffer(text.toByteArray()));
  }
}
