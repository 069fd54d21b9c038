package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;

/** {@code http-redirect-code}, {@code limit-req-status-code} and {@code limit-conn-status-code}. */
public record StatusCodes(int redirect, int tooManyRequests, int tooManyConnections) {
  private static final int PERMANENT = 308;
  private static final int UNAVAILABLE = 503;

  static StatusCodes read(Annotations values) {
    return new StatusCodes(
        values.number("http-redirect-code", 301, 308).orElse(PERMANENT),
        values.number("limit-req-status-code", 400, 599).orElse(UNAVAILABLE),
        values.number("limit-conn-status-code", 400, 599).orElse(UNAVAILABLE));
  }
}
