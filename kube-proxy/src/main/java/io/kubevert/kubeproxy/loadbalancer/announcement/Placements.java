package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where each address belongs, as this node sees the cluster now. Belongs to one context.
 *
 * @param nodes the nodes that the control plane knows
 * @param alive the names of the nodes whose proxies are heard
 */
public record Placements(
    Supplier<LoadBalancerConfig> config,
    Function<ObjectKey, List<EndpointSlice>> slices,
    Informer<BalancerNode> nodes,
    Supplier<Set<String>> alive) {

  /** Where one address of a Service belongs. */
  public Placement of(BalancedService service, IpAddress address) {
    Map<String, BalancerNode> known = new HashMap<>();
    Set<String> heard = new HashSet<>(alive.get());
    for (BalancerNode node : nodes.values()) {
      known.put(node.name(), heard.contains(node.name()) ? node : node.silent());
    }
    heard.forEach(name -> known.computeIfAbsent(name, BalancerNode::unknown));
    return Placement.of(
        address, service, slices.apply(service.key()), config.get(), known.values());
  }
}
