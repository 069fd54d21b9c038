package io.kubevert.apiserver.http;

import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.review.Reviews;
import io.kubevert.apiserver.schema.DescribedResource;
import io.kubevert.apiserver.schema.OpenApiV2;
import io.kubevert.apiserver.schema.OpenApiV3;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * {@code /openapi/v3} and {@code /openapi/v2}. The documents are made on a worker when they are
 * first asked for, and kept. Belongs to one context.
 */
final class OpenApiEndpoint {
  private static final String VERSION = "v1.32.0";
  private static final String V3 = "/openapi/v3";
  private static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2";

  /** Clients ask with an {@code @} for the dot before the version, which no media type has. */
  private static final String PROTOBUF = V2_PROTOBUF + ".v1.0+protobuf";

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
      List<DescribedResource> all = described(now);
      openApiV3 = new OpenApiV3(all, VERSION, Optional.ofNullable(openApiV3));
      openApiV2 = new OpenApiV2(all, VERSION);
      known = now;
    }
  }

  private static List<DescribedResource> described(ResourceCatalog.Contents contents) {
    return Stream.concat(
            contents.served().stream().map(DescribedResource::kept),
            Reviews.DEFINITIONS.stream().map(DescribedResource::answered))
        .toList();
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
      sendV2(exchange);
    } else if (path.startsWith(V3 + "/") && v3.has(path.substring(V3.length() + 1))) {
      if (exchange.query().containsKey("hash")) {
        exchange.response().putHeader("Cache-Control", FOR_EVER);
      }
      send(exchange, () -> v3.document(path.substring(V3.length() + 1)));
    } else {
      throw new StatusException(Statuses.noSuchPath());
    }
  }

  private void sendV2(Exchange exchange) {
    String accept = Optional.ofNullable(exchange.header("Accept")).orElse("");
    if (accept.startsWith(V2_PROTOBUF)) {
      send(exchange, PROTOBUF, openApiV2::protobuf);
    } else {
      send(exchange, openApiV2::document);
    }
  }

  private void send(Exchange exchange, Callable<byte[]> document) {
    send(exchange, "application/json", document);
  }

  private void send(Exchange exchange, String contentType, Callable<byte[]> document) {
    vertx
        .executeBlocking(document, false)
        .onComplete(
            body -> exchange.send(200, contentType, body),
            failure -> exchange.send(Statuses.of(failure)));
  }
}
