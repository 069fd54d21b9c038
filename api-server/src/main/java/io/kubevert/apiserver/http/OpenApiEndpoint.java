package io.kubevert.apiserver.http;

import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.schema.OpenApiV2;
import io.kubevert.apiserver.schema.OpenApiV3;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code /openapi/v3} and {@code /openapi/v2}. The documents are made on a worker when they are
 * first asked for, and kept.
 */
final class OpenApiEndpoint {
  private static final String VERSION = "v1.32.0";
  private static final String V3 = "/openapi/v3";
  private static final String FOR_EVER = "public, immutable, max-age=31536000";

  private final Vertx vertx;
  private final OpenApiV3 openApiV3;
  private final OpenApiV2 openApiV2;

  OpenApiEndpoint(Vertx vertx, List<ResourceDefinition> definitions) {
    this.vertx = vertx;
    this.openApiV3 = new OpenApiV3(definitions, VERSION);
    this.openApiV2 = new OpenApiV2(definitions, VERSION);
  }

  /**
   * @throws StatusException if the path names no document
   */
  void answer(Exchange exchange) {
    String path = exchange.info().path();
    if (path.equals(V3)) {
      send(exchange, () -> Json.bytes(openApiV3.index()));
    } else if (path.equals("/openapi/v2")) {
      send(exchange, openApiV2::document);
    } else if (path.startsWith(V3 + "/") && openApiV3.has(path.substring(V3.length() + 1))) {
      if (exchange.query().containsKey("hash")) {
        exchange.response().putHeader("Cache-Control", FOR_EVER);
      }
      send(exchange, () -> openApiV3.document(path.substring(V3.length() + 1)));
    } else {
      throw new StatusException(Statuses.noSuchPath());
    }
  }

  private void send(Exchange exchange, Callable<byte[]> document) {
    vertx
        .executeBlocking(document, false)
        .onComplete(
            body -> exchange.send(200, "application/json", body),
            failure -> exchange.send(Statuses.of(failure)));
  }
}
