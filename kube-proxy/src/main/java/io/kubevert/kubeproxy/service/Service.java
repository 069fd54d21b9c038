package io.kubevert.kubeproxy.service;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.OptionalInt;

/**
 * A Service that this proxy forwards for.
 *
 * @param clusterIps addresses in the cluster's Service range
 * @param externalIps addresses that the cluster's administrator routes to the nodes
 * @param loadBalancerIps addresses given by a load balancer, but for those whose {@code ipMode}
 *     says that the balancer wants to see the traffic itself
 * @param sourceRanges who may speak to the load-balancer addresses, as CIDRs; empty for everybody
 * @param affinitySeconds for how long a client comes back to the same endpoint; empty for no
 *     affinity
 * @param internalLocal whether the cluster addresses lead to this node's endpoints only
 * @param externalLocal whether the other addresses lead to this node's endpoints only
 * @param healthCheckNodePort where load balancers ask for this node's endpoints; 0 for nowhere
 */
public record Service(
    ObjectKey key,
    List<ServicePort> ports,
    List<String> clusterIps,
    List<String> externalIps,
    List<String> loadBalancerIps,
    List<String> sourceRanges,
    OptionalInt affinitySeconds,
    boolean internalLocal,
    boolean externalLocal,
    int healthCheckNodePort) {

  public Service {
    ports = List.copyOf(ports);
    clusterIps = List.copyOf(clusterIps);
    externalIps = List.copyOf(externalIps);
    loadBalancerIps = List.copyOf(loadBalancerIps);
    sourceRanges = List.copyOf(sourceRanges);
  }
}
