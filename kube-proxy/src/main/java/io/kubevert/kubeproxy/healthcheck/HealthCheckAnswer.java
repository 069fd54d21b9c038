package io.kubevert.kubeproxy.healthcheck;

import io.kubevert.client.resource.ObjectKey;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a load balancer is told about one Service on this node, byte for byte as the reference tells
 * it.
 */
record HealthCheckAnswer(ObjectKey service, int localEndpoints, boolean proxyHealthy) {
  private static final String BODY =
      """
      {
      \t"service": {
      \t\t"namespace": "%s",
      \t\t"name": "%s"
      \t},
      \t"localEndpoints": %d,
      \t"serviceProxyHealthy": %b
      }""";

  int code() {
    return localEndpoints > 0 && proxyHealthy ? 200 : 503;
  }

  String body() {
    return BODY.formatted(service.namespace(), service.name(), localEndpoints, proxyHealthy);
  }

  void send(HttpServerResponse response) {
    response
        .setStatusCode(code())
        .putHeader("Content-Type", "application/json")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Load-Balancing-Endpoint-Weight", Integer.toString(localEndpoints))
        .end(body());
  }
}
