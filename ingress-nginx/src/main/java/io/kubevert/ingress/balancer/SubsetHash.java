package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Variables;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * {@code upstream-hash-by-subset}: the same few endpoints for requests that are alike, and a random
 * one of these for each.
 */
final class SubsetHash implements Balancer {
  private final String expression;
  private final int size;
  private final RandomGenerator random;

  /**
   * @param size how many endpoints make a subset
   */
  SubsetHash(String expression, int size, RandomGenerator random) {
    this.expression = expression;
    this.size = size;
    this.random = random;
  }

  /** The last subset is filled up with the first endpoints. */
  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    List<Endpoint> firsts =
        IntStream.iterate(0, first -> first < endpoints.size(), first -> first + size)
            .mapToObj(endpoints::get)
            .toList();
    Endpoint first = Rendezvous.choose(firsts, Variables.expand(expression, exchange));
    int members = Math.min(size, endpoints.size());
    return endpoints.get((endpoints.indexOf(first) + random.nextInt(members)) % endpoints.size());
  }
}
