package io.kubevert.kubeproxy.loadbalancer.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * For which Services a pool is, as MetalLB's IPAddressPool says it.
 *
 * @param priority pools with a lower number are used first; 0 for last
 * @param namespaces names of namespaces; empty, with no selector of them, for all
 */
public record ServiceAllocation(
    int priority,
    Set<String> namespaces,
    List<LabelSelector> namespaceSelectors,
    List<LabelSelector> serviceSelectors) {
  /** For all Services. */
  public static final ServiceAllocation ANY =
      new ServiceAllocation(0, Set.of(), List.of(), List.of());

  public ServiceAllocation {
    namespaces = Set.copyOf(namespaces);
    namespaceSelectors = List.copyOf(namespaceSelectors);
    serviceSelectors = List.copyOf(serviceSelectors);
  }

  public static ServiceAllocation decode(JsonNode allocation) {
    Set<String> namespaces = new HashSet<>();
    allocation.path("namespaces").forEach(name -> namespaces.add(name.asText()));
    return new ServiceAllocation(
        allocation.path("priority").asInt(),
        namespaces,
        LabelSelector.decodeAll(allocation.path("namespaceSelectors")),
        LabelSelector.decodeAll(allocation.path("serviceSelectors")));
  }

  boolean isForAll() {
    return namespaces.isEmpty() && namespaceSelectors.isEmpty() && serviceSelectors.isEmpty();
  }

  boolean admits(Claim claim) {
    boolean anyNamespace = namespaces.isEmpty() && namespaceSelectors.isEmpty();
    return (anyNamespace
            || namespaces.contains(claim.service().namespace())
            || namespaceSelectors.stream()
                .anyMatch(selector -> selector.selects(claim.namespaceLabels())))
        && LabelSelector.anySelects(serviceSelectors, claim.labels());
  }

  /** Lower comes first. */
  int rank() {
    return priority == 0 ? Integer.MAX_VALUE : priority;
  }
}
