package io.kubevert.kubeproxy.rules;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Collection;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.service.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a table must hold for all Services together, and the operations from one such state to the
 * next. The same Services give the same table, whatever came before.
 */
public final class TableState {
  private final Family family;
  private final Map<ObjectKey, ServiceRules> services = new HashMap<>();
  private final Map<ObjectKey, Map<Destination, Set<Peer>>> datagrams = new HashMap<>();
  private final ElementOwners owners = new ElementOwners();
  private final ChainReferences chains = new ChainReferences();
  private Skeleton skeleton;

  public TableState(Family family, RuleSettings settings) {
    this.family = family;
    this.skeleton = new Skeleton(family, settings);
  }

  /** Takes in other settings; {@link #structure} is what they change. */
  public void settings(RuleSettings settings) {
    skeleton = new Skeleton(family, settings);
  }

  /**
   * How to get from one state to the next. The chains come first and alone: nothing leads to them
   * yet.
   *
   * @param chains those that are missing
   * @param elements to be changed together
   */
  public record Difference(List<Operation> chains, List<Operation> elements) {}

  /**
   * Takes in what some Services need now.
   *
   * @param next {@link ServiceRules#NONE} for a Service that is gone
   * @return what to change in a table that held everything until now
   */
  public Difference change(Map<ObjectKey, ServiceRules> next) {
    Map<Element.Key, Optional<String>> before = new LinkedHashMap<>();
    next.forEach(
        (service, rules) ->
            replace(service, rules, key -> before.computeIfAbsent(key, this::value)));
    List<Operation> removals = new ArrayList<>();
    List<Operation> additions = new ArrayList<>();
    List<Chain> added = chains.takeAdded();
    numbers(added).forEach((key, verdict) -> additions.add(added(key, verdict)));
    before.forEach(
        (key, old) -> {
          Optional<String> now = value(key);
          if (!now.equals(old)) {
            old.ifPresent(value -> removals.add(new Operation.DeleteElement(key)));
            now.ifPresent(value -> additions.add(added(key, value)));
          }
        });
    removals.addAll(additions);
    return new Difference(
        added.stream().<Operation>map(Operation.AddChain::new).toList(), removals);
  }

  /** Takes in what some Services need now, without a table that held everything until now. */
  public void take(Map<ObjectKey, ServiceRules> next) {
    next.forEach((service, rules) -> replace(service, rules, key -> {}));
    chains.takeAdded();
  }

  /**
   * What makes a table have every chain that is needed, with its rules, and every set and map,
   * whatever it had; elements stay as they are, and what they lead to stays, too.
   */
  public List<Operation> structure() {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.AddTable());
    for (Collection collection : skeleton.collections()) {
      operations.add(new Operation.AddCollection(collection));
    }
    skeleton.chains().forEach(chain -> operations.add(new Operation.AddChain(chain)));
    chains.needed().forEach(chain -> operations.add(new Operation.AddChain(chain)));
    return operations;
  }

  /** Every element that the table must have, in those of {@link #sets}. */
  public Map<Element.Key, String> elements() {
    Map<Element.Key, String> elements = new LinkedHashMap<>(numbers(chains.needed()));
    Dispatch.ends().forEach((number, verdict) -> elements.put(number(number), verdict));
    services.forEach(
        (service, rules) ->
            rules
                .elements()
                .forEach(
                    (key, value) -> {
                      if (owners.isOwner(service, key)) {
                        elements.put(key, value);
                      }
                    }));
    return elements;
  }

  /** The sets and maps whose elements this proxy writes. */
  public Set<String> sets() {
    return skeleton.collections().stream()
        .filter(Skeleton::isOurs)
        .map(Collection::name)
        .collect(Collectors.toSet());
  }

  /** What makes a new table out of whatever is there; clients' affinity is lost. */
  public List<Operation> anew() {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.AddTable());
    operations.add(new Operation.DeleteTable());
    operations.addAll(structure());
    elements().forEach((key, value) -> operations.add(added(key, value)));
    return operations;
  }

  /**
   * Tells which chains the table holds after {@link #structure} was carried out, be they of a proxy
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
  public Difference sweep() {
    return chains.sweep();
  }

  /** Adds every destination that is no TCP one, and those who answer there. */
  public void collectDatagramEndpoints(Map<Destination, Set<Peer>> endpoints) {
    datagrams
        .values()
        .forEach(
            ofService ->
                ofService.forEach(
                    (destination, peers) ->
                        endpoints
                            .computeIfAbsent(destination, none -> new HashSet<>())
                            .addAll(peers)));
  }

  /** Adds every destination, of whatever protocol. */
  public void collectDestinations(Set<Destination> destinations) {
    for (Element.Key key : owners.keys()) {
      DatagramEndpoints.destination(key).ifPresent(destinations::add);
    }
  }

  /** The destinations that operations take away, but for TCP ones. */
  public static Set<Destination> removedDatagrams(List<Operation> operations) {
    Set<Destination> removed = new HashSet<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.DeleteElement(Element.Key key)) {
        DatagramEndpoints.destination(key)
            .filter(destination -> destination.protocol() != Protocol.TCP)
            .ifPresent(removed::add);
      }
    }
    return removed;
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

  /** An element's value as a person may read it. */
  public static String readable(Element.Key key, String value) {
    return Skeleton.isDispatched(key.collection()) ? Dispatch.verdict(value) : value;
  }

  /** Every destination's key, and the Service that it leads to. */
  public Map<String, ObjectKey> destinationKeys() {
    Map<String, ObjectKey> keys = new HashMap<>();
    services.forEach(
        (service, rules) ->
            rules
                .elements()
                .keySet()
                .forEach(
                    key -> {
                      if (key.collection().equals(Skeleton.SERVICES)
                          && owners.isOwner(service, key)) {
                        keys.put(key.key(), service);
                      }
                    }));
    return keys;
  }

  /** What a Service wants in the table. */
  public ServiceRules of(ObjectKey service) {
    return services.getOrDefault(service, ServiceRules.NONE);
  }

  private void replace(ObjectKey service, ServiceRules next, Consumer<Element.Key> beforeChange) {
    ServiceRules old = of(service);
    Set<Element.Key> changed = differing(old, next);
    changed.forEach(beforeChange);
    services.put(service, next);
    rememberDatagrams(service, DatagramEndpoints.of(next));
    changed.forEach(key -> owners.claim(key, service, next.elements().containsKey(key)));
    if (next.equals(ServiceRules.NONE)) {
      services.remove(service);
    }
    chains.replace(old.chains(), next.chains());
  }

  private void rememberDatagrams(ObjectKey service, Map<Destination, Set<Peer>> endpoints) {
    if (endpoints.isEmpty()) {
      datagrams.remove(service);
    } else {
      datagrams.put(service, endpoints);
    }
  }

  private static Set<Element.Key> differing(ServiceRules old, ServiceRules next) {
    if (old.elements().isEmpty()) {
      return next.elements().keySet();
    }
    Set<Element.Key> keys = new HashSet<>();
    addDiffering(old, next, keys);
    addDiffering(next, old, keys);
    return keys;
  }

  private static void addDiffering(
      ServiceRules some, ServiceRules others, Set<Element.Key> differing) {
    some.elements()
        .forEach(
            (key, value) -> {
              if (!value.equals(others.elements().get(key))) {
                differing.add(key);
              }
            });
  }

  /** The numbers that lead to some chains. */
  private static Map<Element.Key, String> numbers(Iterable<Chain> chains) {
    Map<Element.Key, String> numbers = new LinkedHashMap<>();
    for (Chain chain : chains) {
      Dispatch.numberOf(chain.name())
          .ifPresent(number -> numbers.put(number(number), "goto " + chain.name()));
    }
    return numbers;
  }

  private static Element.Key number(String number) {
    return new Element.Key(Dispatch.MAP, number);
  }

  private Optional<String> value(Element.Key key) {
    return owners.of(key).map(owner -> services.get(owner).elements().get(key));
  }

  private static Operation added(Element.Key key, String value) {
    return new Operation.AddElement(new Element(key, value));
  }
}
