package io.kubevert.ingress.feature.hsts;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.option.StrictTransportSecurity;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Adds {@code Strict-Transport-Security} where the host has a certificate of its own.
 *
 * @param value of the header
 */
public record HstsFilter(String value) implements Filter {

  public static Optional<Filter> of(StrictTransportSecurity options) {
    return options.enabled() ? Optional.of(new HstsFilter(options.value())) : Optional.empty();
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    if (exchange.client().secure() && exchange.location().secured()) {
      exchange.changes().onAnswer(headers -> headers.set("Strict-Transport-Security", value));
    }
    return PASS;
  }
}
