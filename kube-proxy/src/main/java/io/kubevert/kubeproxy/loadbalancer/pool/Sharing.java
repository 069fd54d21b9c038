package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.Collections;
import java.util.Set;

/**
 * With whom a Service would share its address.
 *
 * @param key those with the same key may share; empty for nobody
 * @param ports as in {@code TCP/80}
 * @param backend the selector under the external traffic policy Local, which takes a packet to a
 *     node for the sake of its pods; empty under Cluster
 */
public record Sharing(String key, Set<String> ports, String backend) {

  public Sharing {
    ports = Set.copyOf(ports);
  }

  /** Whether two may have the same address: no packet could be meant for both. */
  boolean allows(Sharing other) {
    return !key.isEmpty()
        && key.equals(other.key)
        && backend.equals(other.backend)
        && Collections.disjoint(ports, other.ports);
  }
}
