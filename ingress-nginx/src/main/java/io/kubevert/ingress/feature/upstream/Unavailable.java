package io.kubevert.ingress.feature.upstream;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;

/** Answers 503: what the Ingress asks for cannot be done, and nothing else would be right. */
public record Unavailable() implements Filter {
  private static final int UNAVAILABLE = 503;

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return exchange.answer(UNAVAILABLE);
  }
}
