package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * A Service's wish for an address.
 *
 * @param pool the pool that it wants it from; empty for any
 * @param wanted the address that it wants, as its user wrote it; empty for any
 * @param held the address that its status says it has
 */
public record Claim(
    ObjectKey service, String pool, List<String> wanted, Optional<Ipv4> held, Sharing sharing) {

  public Claim {
    wanted = List.copyOf(wanted);
  }
}
