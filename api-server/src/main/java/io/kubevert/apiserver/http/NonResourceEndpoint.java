package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;

/** Every path that is not that of a resource. */
final class NonResourceEndpoint {
  private final DiscoveryEndpoint discovery;
  private final HealthEndpoint health;
  private final OpenApiEndpoint openApi;
  private final IssuerEndpoint issuer;
  private final RequestMetrics metrics;

  NonResourceEndpoint(
      DiscoveryEndpoint discovery,
      HealthEndpoint health,
      OpenApiEndpoint openApi,
      IssuerEndpoint issuer,
      RequestMetrics metrics) {
    this.discovery = discovery;
    this.health = health;
    this.openApi = openApi;
    this.issuer = issuer;
    this.metrics = metrics;
  }

  /**
   * @throws StatusException if there is nothing at the path
   */
  void answer(Exchange exchange) {
    if (!exchange.info().verb().equals("get") && !exchange.info().verb().equals("head")) {
      throw new StatusException(Statuses.methodNotAllowed());
    }
    String path = exchange.info().path();
    switch (path.split("/").length < 2 ? "" : path.split("/")[1]) {
      case "api", "apis" -> discovery.answer(exchange);
      case "livez", "readyz", "healthz" -> health.answer(exchange);
      case "version" -> exchange.send(200, "application/json", Json.bytes(version()));
      case "openapi" -> openApi.answer(exchange);
      case ".well-known", "openid" -> issuer.answer(exchange);
      case "metrics" -> metrics.answer(exchange);
      default -> throw new StatusException(Statuses.noSuchPath());
    }
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "32")
        .put("gitVersion", "v1.32.0+kubevert")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-01-01T00:00:00Z")
        .put("goVersion", "java" + Runtime.version().feature())
        .put("compiler", "javac")
        .put("platform", "linux/" + System.getProperty("os.arch"));
  }
}
