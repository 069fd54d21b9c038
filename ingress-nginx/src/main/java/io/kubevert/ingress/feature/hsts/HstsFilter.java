package io.kubevert.ingress.feature.hsts;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;

/** Adds {@code Strict-Transport-Security} where the host has a certificate of its own. */
public record HstsFilter() implements Filter {
  private static final String VALUE = "max-age=31536000; includeSubDomains";

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    if (exchange.client().secure() && exchange.location().secured()) {
      exchange.onAnswer(headers -> headers.set("Strict-Transport-Security", VALUE));
    }
    return PASS;
  }
}
