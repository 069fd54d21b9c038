package io.kubevert.apiserver.http;

import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.schema.OpenApiV2;
import io.kubevert.apiserver.schema.OpenApiV3;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code /openapi/v3} and {@code /openapi/v2}. The documents are made on a worker when they are
 * first asked for, and kept. Belongs to one context.
 */
final class OpenApiEndpoint {
  private static final String VERSION = "v1.32.0";
  private static final String V3 = "/openapi/v3";
  private static final String FOR_EVER = "public, immutable, max-age=31536000";

  private final Vertx vertx;
  private final ResourceCatalog catalog;
  private ResourceCatalog.Contents known;
  private OpenApiV3 openApiV3;
  private OpenApiV2 openApiV2;

  OpenApiEndpoint(Vertx vertx, ResourceCatalog catalog) {
    this.vertx = vertx;
    this.catalog = catalog;
  }

  /** Documents of what there is now; of a group that has not changed, they are kept. */
  private void refresh() {
    ResourceCatalog.Contents now = catalog.contents();
    if (now != known) {
      openApiV3 = new OpenApiV3(now.served(), VERSION, Optional.ofNullable(openApiV3));
      openApiV2 = new OpenApiV2(now.served(), VERSION);
      known = now;
    }
  }

  /**
   * @throws StatusException if the path names no document
   */
  void answer(Exchange exchange) {
    refresh();
    OpenApiV3 v3 = openApiV3;
    String path = exchange.info().path();
    if (path.equals(V3)) {
      send(exchange, () -> Json.bytes(v3.index()));
    } else if (path.equals("/openapi/v2")) {
      send(exchange, openApiV2::document);
    } else if (path.startsWith(V3 + "/") && v3.has(path.substring(V3.length() + 1))) {
      if (exchange.query().containsKey("hash")) {
        exchange.response().putHeader("Cache-Control", FOR_EVER);
      }
      send(exchange, () -> v3.document(path.substring(V3.length() + 1)));
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
