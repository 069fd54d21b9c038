package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Element;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one Service needs in a table.
 *
 * @param elements the value of each element; empty in sets
 * @param chains by name, each after those that it leads to
 */
public record ServiceRules(Map<Element.Key, String> elements, Map<String, Chain> chains) {

  /** What a Service that is not there needs. */
  public static final ServiceRules NONE = new ServiceRules(Map.of(), Map.of());

  public ServiceRules {
    elements = Collections.unmodifiableMap(elements);
    chains = Collections.unmodifiableMap(chains);
  }

  /** Collects what a Service needs; of two that want the same element, the first gets it. */
  static final class Builder {
    private final Map<Element.Key, String> elements = new LinkedHashMap<>();
    private final Map<String, Chain> chains = new LinkedHashMap<>();

    void add(String collection, String key, String value) {
      elements.putIfAbsent(new Element.Key(collection, key), value);
    }

    void add(Chain chain) {
      chains.putIfAbsent(chain.name(), chain);
    }

    ServiceRules build() {
      return new ServiceRules(elements, chains);
    }
  }
}
