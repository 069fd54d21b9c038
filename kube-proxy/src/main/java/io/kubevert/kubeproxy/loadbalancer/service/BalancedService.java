package io.kubevert.kubeproxy.loadbalancer.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.loadbalancer.pool.Claim;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.kubevert.kubeproxy.loadbalancer.pool.Sharing;
import java.util.List;

/**
 * A Service that has a load-balancer address, or is to have one.
 *
 * @param balanced whether it is of type LoadBalancer; one that no longer is has an address to give
 *     back
 * @param loadBalancerClass whose it is; empty for the cluster's default
 * @param pool the pool that it wants its address from; empty for any
 * @param wanted the addresses that it asks for, as its user wrote them
 * @param local whether only nodes with one of its endpoints may announce its address
 * @param assigned the addresses in its status
 */
public record BalancedService(
    ObjectKey key,
    String uid,
    boolean balanced,
    String loadBalancerClass,
    String pool,
    List<String> wanted,
    Sharing sharing,
    boolean local,
    List<Ipv4> assigned) {

  public BalancedService {
    wanted = List.copyOf(wanted);
    assigned = List.copyOf(assigned);
  }

  /** What it asks the allocator for. */
  public Claim claim() {
    return new Claim(key, pool, wanted, assigned.stream().findFirst(), sharing);
  }

  /** Enough of the object for an event to be about it. */
  public ObjectNode reference() {
    ObjectNode reference = Json.object();
    reference
        .put("apiVersion", ResourceTypes.SERVICES.apiVersion())
        .put("kind", ResourceTypes.SERVICES.kind());
    reference
        .putObject("metadata")
        .put("namespace", key.namespace())
        .put("name", key.name())
        .put("uid", uid);
    return reference;
  }
}
