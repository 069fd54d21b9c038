package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.util.Optional;

/**
 * {@code limit-req-status-code}, {@code limit-conn-status-code} and {@code
 * limit-conn-zone-variable}.
 *
 * @param tooManyRequests the status of what comes too fast
 * @param tooManyConnections the status of what is too much at once
 * @param client a text with nginx' variables that tells one client from another; empty for its
 *     address
 */
public record LimitOptions(int tooManyRequests, int tooManyConnections, Optional<String> client) {
  private static final int UNAVAILABLE = 503;

  static LimitOptions read(Annotations values) {
    return new LimitOptions(
        values.number("limit-req-status-code", 400, 599).orElse(UNAVAILABLE),
        values.number("limit-conn-status-code", 400, 599).orElse(UNAVAILABLE),
        values.text("limit-conn-zone-variable"));
  }
}
