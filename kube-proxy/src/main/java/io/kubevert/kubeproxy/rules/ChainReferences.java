package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many Services need each of the shared chains, and which chains are there without need. */
final class ChainReferences {
  /** A chain's name is longer than that of a chain that it leads to. */
  private static final Comparator<String> AFTER_ITS_TARGETS =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Map<String, Integer> references = new HashMap<>();
  private final Map<String, Chain> needed = new TreeMap<>(AFTER_ITS_TARGETS);
  private final Map<String, Chain> added = new TreeMap<>(AFTER_ITS_TARGETS);

  /** In the table with their rules, and not needed; numbers lead to them. */
  private final TreeSet<String> retired = new TreeSet<>(AFTER_ITS_TARGETS);

  /** In the table, and not needed; nothing leads to them, and their rules are not known. */
  private final TreeSet<String> detached = new TreeSet<>(AFTER_ITS_TARGETS);

  void replace(Map<String, Chain> old, Map<String, Chain> next) {
    next.forEach((name, chain) -> refer(chain));
    old.keySet().forEach(this::release);
  }

  /** The chains that have been needed since the last call, and were not there. */
  List<Chain> takeAdded() {
    List<Chain> taken = List.copyOf(added.values());
    added.clear();
    return taken;
  }

  Collection<Chain> needed() {
    return needed.values();
  }

  /** Tells which chains are in a table that has all those that are needed. */
  void found(Set<String> names) {
    retired.clear();
    detached.clear();
    names.stream().filter(name -> !needed.containsKey(name)).forEach(detached::add);
  }

  boolean hasRetired() {
    return !retired.isEmpty() || !detached.isEmpty();
  }

  /** Removes the numbers of retired chains, and the chains whose numbers were removed before. */
  TableState.Difference sweep() {
    List<Operation> chains =
        detached.descendingSet().stream().<Operation>map(Operation.DeleteChain::new).toList();
    List<Operation> numbers =
        retired.stream()
            .flatMap(name -> Dispatch.numberOf(name).stream())
            .<Operation>map(
                number -> new Operation.DeleteElement(new Element.Key(Dispatch.MAP, number)))
            .toList();
    detached.clear();
    detached.addAll(retired);
    retired.clear();
    return new TableState.Difference(chains, numbers);
  }

  private void refer(Chain chain) {
    if (references.merge(chain.name(), 1, Integer::sum) == 1) {
      needed.put(chain.name(), chain);
      detached.remove(chain.name());
      if (!retired.remove(chain.name())) {
        added.put(chain.name(), chain);
      }
    }
  }

  private void release(String name) {
    if (references.merge(name, -1, (count, one) -> count + one == 0 ? null : count + one) == null) {
      needed.remove(name);
      if (added.remove(name) == null) {
        retired.add(name);
      }
    }
  }
}
