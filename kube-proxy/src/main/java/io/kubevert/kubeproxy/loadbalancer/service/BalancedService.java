package io.kubevert.kubeproxy.loadbalancer.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.loadbalancer.pool.Claim;
import io.kubevert.kubeproxy.loadbalancer.pool.Families;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.Sharing;
import java.util.List;
import java.util.Map;

/**
 * A Service that has a load-balancer address, or is to have one.
 *
 * @param labels the Service's
 * @param balanced whether it is of type LoadBalancer; one that no longer is has an address to give
 *     back
 * @param loadBalancerClass whose it is; empty for the cluster's default
 * @param pool the pool that it wants its address from; empty for any
 * @param wanted the addresses that it asks for, as its user wrote them
 * @param families which families it is to have addresses of
 * @param local whether only nodes with one of its endpoints may announce its address
 * @param assigned the addresses in its status
 * @param assignedFrom the pool that its annotation says they are from; empty for none
 * @param conditions those in its status, whoever wrote them
 */
public record BalancedService(
    ObjectKey key,
    String uid,
    Map<String, String> labels,
    boolean balanced,
    String loadBalancerClass,
    String pool,
    List<String> wanted,
    Families families,
    Sharing sharing,
    boolean local,
    List<IpAddress> assigned,
    String assignedFrom,
    Conditions conditions) {

  public BalancedService {
    labels = Map.copyOf(labels);
    wanted = List.copyOf(wanted);
    assigned = List.copyOf(assigned);
  }

  /**
   * What it asks the allocator for.
   *
   * @param namespaceLabels the labels of its namespace
   */
  public Claim claim(Map<String, String> namespaceLabels) {
    return new Claim(key, labels, namespaceLabels, pool, wanted, families, assigned, sharing);
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
