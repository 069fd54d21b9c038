package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The endpoint with the fewest requests under way; of several, a random one. */
final class LeastConnections implements Balancer {
  private final RandomGenerator random;
  private final Map<Endpoint, Integer> underWay = new HashMap<>();

  LeastConnections(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    int first = random.nextInt(endpoints.size());
    Endpoint best = endpoints.get(first);
    for (int i = 1; i < endpoints.size(); i++) {
      Endpoint other = endpoints.get((first + i) % endpoints.size());
      if (load(other) < load(best)) {
        best = other;
      }
    }
    return best;
  }

  private int load(Endpoint endpoint) {
    return underWay.getOrDefault(endpoint, 0);
  }

  @Override
  public void started(Endpoint endpoint) {
    underWay.merge(endpoint, 1, Integer::sum);
  }

  @Override
  public void finished(Endpoint endpoint, long nanos) {
    underWay.computeIfPresent(endpoint, (key, count) -> count == 1 ? null : count - 1);
  }
}
