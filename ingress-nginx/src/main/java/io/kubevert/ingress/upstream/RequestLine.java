package io.kubevert.ingress.upstream;

import io.vertx.core.http.HttpMethod;

/**
 * What a request begins with.
 *
 * @param target path and query
 * @param authority the host that it is for, and perhaps its port
 */
public record RequestLine(HttpMethod method, String target, String authority) {
  public RequestLine {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
        throw new IllegalArgumentException("a request's target must not end its line");
      }
    }
  }
}
