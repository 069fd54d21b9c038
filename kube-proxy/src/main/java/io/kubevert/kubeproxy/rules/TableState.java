package io.kubevert.kubeproxy.rules;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Collection;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a table must hold for all Services together, and the operations from one such state to the
 * next. The same Services give the same table, whatever came before.
 */
public final class TableState {
  private final Skeleton skeleton;
  private final Map<ObjectKey, ServiceRules> services = new HashMap<>();
  private final ElementOwners owners = new ElementOwners();
  private final ChainReferences chains = new ChainReferences();

  public TableState(Family family, RuleSettings settings) {
    this.skeleton = new Skeleton(family, settings);
  }

  /**
   * Takes in what some Services need now.
   *
   * @param next {@link ServiceRules#NONE} for a Service that is gone
   * @return what to change in a table that held everything until now
   */
  public List<Operation> change(Map<ObjectKey, ServiceRules> next) {
    TreeMap<Element.Key, Optional<String>> before = new TreeMap<>();
    next.forEach((service, rules) -> replace(service, rules, before));
    List<Operation> operations = new ArrayList<>();
    chains.takeAdded().forEach(chain -> operations.add(new Operation.AddChain(chain)));
    List<Operation> additions = new ArrayList<>();
    before.forEach(
        (key, old) -> {
          Optional<String> now = value(key);
          if (!now.equals(old)) {
            old.ifPresent(value -> operations.add(new Operation.DeleteElement(key)));
            now.ifPresent(value -> additions.add(added(key, value)));
          }
        });
    operations.addAll(additions);
    return operations;
  }

  /** What makes a table hold everything, whatever it held; clients' affinity is kept. */
  public List<Operation> whole() {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.AddTable());
    operations.add(new Operation.FlushTable());
    for (Collection collection : skeleton.collections()) {
      operations.add(new Operation.AddCollection(collection));
      if (Skeleton.isOurs(collection)) {
        operations.add(new Operation.FlushCollection(collection));
      }
    }
    skeleton.chains().forEach(chain -> operations.add(new Operation.AddChain(chain)));
    chains.needed().forEach(chain -> operations.add(new Operation.AddChain(chain)));
    owners.keys().stream()
        .sorted()
        .forEach(key -> value(key).ifPresent(value -> operations.add(added(key, value))));
    return operations;
  }

  /**
   * Tells which chains the table holds after {@link #whole} was carried out, be they of a proxy
   * before this one.
   */
  public void found(Set<String> chainNames) {
    Set<String> others = new HashSet<>(chainNames);
    skeleton.chains().forEach(chain -> others.remove(chain.name()));
    chains.found(others);
  }

  /** Whether {@link #sweep} has anything to do. */
  public boolean hasRetired() {
    return chains.hasRetired();
  }

  /**
   * Removes the chains that nothing leads to any more. Not to be in one transaction with the
   * removal of what led to them, nor soon after it: Linux before 6.2 would refuse.
   */
  public List<Operation> sweep() {
    return chains.sweep();
  }

  /** The names of all chains that the table must have. */
  public Set<String> chainNames() {
    Set<String> names = new HashSet<>();
    skeleton.chains().forEach(chain -> names.add(chain.name()));
    chains.needed().forEach(chain -> names.add(chain.name()));
    return names;
  }

  /** Adds every destination that is no TCP one, and those who answer there. */
  public void collectDatagramEndpoints(Map<Destination, Set<Peer>> endpoints) {
    for (ServiceRules rules : services.values()) {
      DatagramEndpoints.collect(rules, endpoints);
    }
  }

  /** The Services that have anything in the table. */
  public Set<ObjectKey> serviceKeys() {
    return Set.copyOf(services.keySet());
  }

  /** Whether the kernel counts who takes an element of this map. */
  public boolean counts(String collection) {
    return skeleton.collections().stream()
        .anyMatch(
            known -> known.name().equals(collection) && known.definition().contains("counter"));
  }

  /** What a Service wants in the table. */
  public ServiceRules of(ObjectKey service) {
    return services.getOrDefault(service, ServiceRules.NONE);
  }

  private void replace(
      ObjectKey service, ServiceRules next, Map<Element.Key, Optional<String>> before) {
    ServiceRules old = of(service);
    Set<Element.Key> changed = new HashSet<>();
    changed.addAll(differing(old, next));
    changed.addAll(differing(next, old));
    changed.forEach(key -> before.computeIfAbsent(key, this::value));
    services.put(service, next);
    changed.forEach(key -> owners.claim(key, service, next.elements().containsKey(key)));
    if (next.equals(ServiceRules.NONE)) {
      services.remove(service);
    }
    chains.replace(old.chains(), next.chains());
  }

  private static List<Element.Key> differing(ServiceRules some, ServiceRules others) {
    List<Element.Key> keys = new ArrayList<>();
    some.elements()
        .forEach(
            (key, value) -> {
              if (!value.equals(others.elements().get(key))) {
                keys.add(key);
              }
            });
    return keys;
  }

  private Optional<String> value(Element.Key key) {
    return owners.of(key).map(owner -> services.get(owner).elements().get(key));
  }

  private static Operation added(Element.Key key, String value) {
    return new Operation.AddElement(new Element(key, value));
  }
}
