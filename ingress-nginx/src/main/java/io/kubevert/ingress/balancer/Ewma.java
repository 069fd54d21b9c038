package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Of two random endpoints the one that answers faster, by the peak-sensitive average that
 * ingress-nginx uses: what is old counts less with every ten seconds.
 */
final class Ewma implements Balancer {
  private static final double DECAY_NANOS = 10e9;

  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final Map<Endpoint, Average> averages = new HashMap<>();

  private record Average(double nanos, long at) {}

  Ewma(RandomGenerator random, LongSupplier nanoTime) {
    this.random = random;
    this.nanoTime = nanoTime;
  }

  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    if (endpoints.size() == 1) {
      return endpoints.getFirst();
    }
    int first = random.nextInt(endpoints.size());
    int second = (first + 1 + random.nextInt(endpoints.size() - 1)) % endpoints.size();
    Endpoint one = endpoints.get(first);
    Endpoint other = endpoints.get(second);
    return score(one) <= score(other) ? one : other;
  }

  private double score(Endpoint endpoint) {
    Average average = averages.get(endpoint);
    return average == null ? 0 : average.nanos * weight(average);
  }

  private double weight(Average average) {
    return Math.exp(-Math.max(0, nanoTime.getAsLong() - average.at) / DECAY_NANOS);
  }

  @Override
  public void finished(Endpoint endpoint, long nanos) {
    Average old = averages.get(endpoint);
    double weight = old == null ? 0 : weight(old);
    double value = old == null ? nanos : old.nanos * weight + nanos * (1 - weight);
    averages.put(endpoint, new Average(value, nanoTime.getAsLong()));
  }

  @Override
  public void retain(List<Endpoint> endpoints) {
    averages.keySet().retainAll(endpoints);
  }
}
