package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The balancers of one event loop: one for each backend and way of balancing. They outlive the
 * snapshots, as turns and averages must.
 */
public final class Balancers {
  private final RandomGenerator random;
  private final Clock clock;
  private final Map<Key, Balancer> balancers = new HashMap<>();

  private record Key(BackendKey backend, Balancing balancing) {}

  public Balancers(RandomGenerator random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  public Balancer of(BackendKey backend, Balancing balancing) {
    return balancers.computeIfAbsent(new Key(backend, balancing), this::create);
  }

  /** Forgets backends and endpoints that a new snapshot does not have. */
  public void retain(Snapshot snapshot) {
    balancers.keySet().removeIf(key -> !snapshot.backends().containsKey(key.backend));
    balancers.forEach(
        (key, balancer) -> {
          List<Endpoint> all = new ArrayList<>(snapshot.backend(key.backend).endpoints());
          snapshot.backend(key.backend).virtual().ifPresent(all::add);
          balancer.retain(all);
        });
  }

  private Balancer create(Key key) {
    return switch (key.balancing) {
      case Balancing.RoundRobin() -> new RoundRobin(random);
      case Balancing.Ewma() -> new Ewma(random, System::nanoTime);
      case Balancing.LeastConnections() -> new LeastConnections(random);
      case Balancing.ConsistentHash(String variable) -> new ConsistentHash(variable);
      case Balancing.SubsetHash(String variable, int size) ->
          new SubsetHash(variable, size, random);
      case Balancing.StickyCookie cookie ->
          new Sticky(cookie, key.backend.upstreamName(), new RoundRobin(random), random, clock);
    };
  }
}
