package io.kubevert.kubeproxy.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Answers load balancers and the node's supervisor: {@code /healthz} is 200 while the proxy writes
 * its rules and the node is to stay; {@code /livez} does not mind the node (KEP-3836). Otherwise
 * 503.
 */
public final class HealthzServer {
  private final HttpServer server;
  private final Clock clock;
  private final Supplier<ProxyHealth> health;
  private final ProxyMetrics metrics;

  /**
   * @param health asked at each request
   */
  public HealthzServer(
      Vertx vertx, Clock clock, Supplier<ProxyHealth> health, ProxyMetrics metrics) {
    this.clock = clock;
    this.health = health;
    this.metrics = metrics;
    Router router = Router.router(vertx);
    router.get("/healthz").handler(this::healthz);
    router.get("/livez").handler(this::livez);
    this.server =
        vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60)).requestHandler(router);
  }

  /**
   * @param port 0 for any free port
   * @return the port
   */
  public Future<Integer> listen(String address, int port) {
    return server.listen(port, address).map(HttpServer::actualPort);
  }

  public Future<Void> close() {
    return server.close();
  }

  private void healthz(RoutingContext request) {
    ProxyHealth now = health.get();
    answer(request, now, now.alive() && now.nodeEligible(), metrics.healthz());
  }

  private void livez(RoutingContext request) {
    ProxyHealth now = health.get();
    answer(request, now, now.alive(), metrics.livez());
  }

  private void answer(RoutingContext request, ProxyHealth now, boolean healthy, Counter counter) {
    int code = healthy ? 200 : 503;
    counter.labelValues(Integer.toString(code)).inc();
    request
        .response()
        .setStatusCode(code)
        .putHeader("Content-Type", "application/json")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(
            new JsonObject()
                .put("lastUpdated", Instant.ofEpochMilli(now.lastUpdatedMillis()).toString())
                .put("currentTime", clock.instant().toString())
                .put("nodeEligible", now.nodeEligible())
                .encode());
  }
}
