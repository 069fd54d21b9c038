package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Variables;
import java.util.List;

/** The same endpoint for requests that are alike in what {@code upstream-hash-by} names. */
final class ConsistentHash implements Balancer {
  private final String expression;

  ConsistentHash(String expression) {
    this.expression = expression;
  }

  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    return Rendezvous.choose(endpoints, Variables.expand(expression, exchange));
  }
}
