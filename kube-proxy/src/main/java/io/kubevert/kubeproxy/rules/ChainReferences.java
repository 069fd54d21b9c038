package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Chain;
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

  /** In the table with their rules, and not needed. */
  private final TreeSet<String> retired = new TreeSet<>(AFTER_ITS_TARGETS);

  /** In the table without rules, and not needed. */
  private final TreeSet<String> emptied = new TreeSet<>(AFTER_ITS_TARGETS);

  void replace(Map<String, Chain> old, Map<String, Chain> next) {
    next.forEach((name, chain) -> refer(chain));
    old.keySet().forEach(this::release);
  }

  /** The chains that have been needed since the last call, and were not there. */
  Collection<Chain> takeAdded() {
    List<Chain> taken = List.copyOf(added.values());
    added.clear();
    return taken;
  }

  Collection<Chain> needed() {
    return needed.values();
  }

  /** Tells which chains are in a table from which all rules but those of needed chains are gone. */
  void found(Set<String> names) {
    retired.clear();
    emptied.clear();
    names.stream().filter(name -> !needed.containsKey(name)).forEach(emptied::add);
  }

  boolean hasRetired() {
    return !retired.isEmpty() || !emptied.isEmpty();
  }

  List<Operation> sweep() {
    TreeSet<String> all = new TreeSet<>(AFTER_ITS_TARGETS);
    all.addAll(retired);
    all.addAll(emptied);
    retired.clear();
    emptied.clear();
    return all.descendingSet().stream().<Operation>map(Operation.DeleteChain::new).toList();
  }

  private void refer(Chain chain) {
    if (references.merge(chain.name(), 1, Integer::sum) == 1) {
      needed.put(chain.name(), chain);
      emptied.remove(chain.name());
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
