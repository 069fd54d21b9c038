package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import java.util.List;
import java.util.random.RandomGenerator;

/** Each endpoint in turn, from a random one on, so that several proxies do not begin alike. */
final class RoundRobin implements Balancer {
  private int next;

  RoundRobin(RandomGenerator random) {
    this.next = random.nextInt(1 << 16);
  }

  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    next = (next + 1) & Integer.MAX_VALUE;
    return endpoints.get(next % endpoints.size());
  }
}
