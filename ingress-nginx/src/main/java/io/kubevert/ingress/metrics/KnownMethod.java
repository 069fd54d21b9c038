package io.kubevert.ingress.metrics;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Keeps the methods that strangers make up out of the labels. */
final class KnownMethod {
  private static final Set<String> NAMES =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE");

  private KnownMethod() {}

  static String of(HttpMethod method) {
    return NAMES.contains(method.name()) ? method.name() : "OTHER";
  }
}
