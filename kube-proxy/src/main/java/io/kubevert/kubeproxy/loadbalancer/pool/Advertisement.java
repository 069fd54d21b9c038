package io.kubevert.kubeproxy.loadbalancer.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which addresses are announced, and from where, as MetalLB's L2Advertisement says it.
 *
 * @param pools names of pools; empty, with no selector of them, for all
 * @param nodeSelectors which nodes may announce; empty for all
 * @param preferredNodes which of these had better; the weights of those that select a node add up
 * @param interfaces the links to announce on; empty for the one with the node's address
 * @param serviceSelectors for which Services it is; empty for all
 */
public record Advertisement(
    String name,
    Set<String> pools,
    List<LabelSelector> poolSelectors,
    List<LabelSelector> nodeSelectors,
    List<Preference> preferredNodes,
    Set<String> interfaces,
    List<LabelSelector> serviceSelectors) {
  /** Nodes that had better announce, and how much better: 1 to 100. */
  public record Preference(LabelSelector selector, int weight) {}

  public Advertisement {
    pools = Set.copyOf(pools);
    poolSelectors = List.copyOf(poolSelectors);
    nodeSelectors = List.copyOf(nodeSelectors);
    preferredNodes = List.copyOf(preferredNodes);
    interfaces = Set.copyOf(interfaces);
    serviceSelectors = List.copyOf(serviceSelectors);
  }

  /** Announces a pool's addresses from every node. */
  static Advertisement everywhere(String pool) {
    return new Advertisement(
        pool, Set.of(pool), List.of(), List.of(), List.of(), Set.of(), List.of());
  }

  /**
   * @throws IllegalArgumentException if a selector cannot be read
   */
  public static Advertisement decode(String name, JsonNode spec) {
    List<Preference> preferences = new ArrayList<>();
    for (JsonNode preferred : spec.path("preferredNodeSelectors")) {
      preferences.add(
          new Preference(
              LabelSelector.decode(preferred.path("nodeSelector")),
              preferred.path("weight").asInt(1)));
    }
    return new Advertisement(
        name,
        texts(spec.path("ipAddressPools")),
        LabelSelector.decodeAll(spec.path("ipAddressPoolSelectors")),
        LabelSelector.decodeAll(spec.path("nodeSelectors")),
        preferences,
        texts(spec.path("interfaces")),
        LabelSelector.decodeAll(spec.path("serviceSelectors")));
  }

  /** Whether it is for addresses of a pool that a Service has. */
  public boolean covers(AddressPool pool, Map<String, String> serviceLabels) {
    boolean anyPool = pools.isEmpty() && poolSelectors.isEmpty();
    return (anyPool
            || pools.contains(pool.name())
            || poolSelectors.stream().anyMatch(selector -> selector.selects(pool.labels())))
        && LabelSelector.anySelects(serviceSelectors, serviceLabels);
  }

  /** Whether a node may announce. */
  public boolean admits(Map<String, String> nodeLabels) {
    return LabelSelector.anySelects(nodeSelectors, nodeLabels);
  }

  /** How much a node had better announce than one with less. */
  public int preference(Map<String, String> nodeLabels) {
    return preferredNodes.stream()
        .filter(preferred -> preferred.selector().selects(nodeLabels))
        .mapToInt(Preference::weight)
        .sum();
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
