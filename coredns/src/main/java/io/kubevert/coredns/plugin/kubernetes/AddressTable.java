package io.kubevert.coredns.plugin.kubernetes;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which Services an address belongs to. Pods of a node have addresses next to each other, so
 * neighbours share an array, which takes an eighth of the memory of a map's entries. One context
 * writes it; any thread reads it without waiting.
 */
final class AddressTable {
  private final Map<AddressKey, AtomicReferenceArray<Set<ServiceKey>>> rows =
      new ConcurrentHashMap<>();

  Set<ServiceKey> get(AddressKey address) {
    AtomicReferenceArray<Set<ServiceKey>> row = rows.get(address.first());
    Set<ServiceKey> services = row == null ? null : row.get(address.place());
    return services == null ? Set.of() : services;
  }

  /** Tells that a Service has other addresses than it had. */
  void move(ServiceKey service, Set<AddressKey> from, Set<AddressKey> to) {
    Set<ServiceKey> alone = Set.of(service);
    for (AddressKey address : to) {
      if (!from.contains(address)) {
        Set<ServiceKey> others = get(address);
        put(address, others.isEmpty() ? alone : union(others, service));
      }
    }
    for (AddressKey address : from) {
      if (!to.contains(address)) {
        remove(address, service);
      }
    }
  }

  private void put(AddressKey address, Set<ServiceKey> services) {
    rows.computeIfAbsent(
            address.first(), first -> new AtomicReferenceArray<>(AddressKey.NEIGHBOURS))
        .set(address.place(), services);
  }

  private void remove(AddressKey address, ServiceKey service) {
    AtomicReferenceArray<Set<ServiceKey>> row = rows.get(address.first());
    Set<ServiceKey> rest = new HashSet<>(row.get(address.place()));
    rest.remove(service);
    row.set(address.place(), rest.isEmpty() ? null : Set.copyOf(rest));
    if (isEmpty(row)) {
      rows.remove(address.first());
    }
  }

  private static boolean isEmpty(AtomicReferenceArray<?> row) {
    for (int i = 0; i < row.length(); i++) {
      if (row.get(i) != null) {
        return false;
      }
    }
    return true;
  }

  private static Set<ServiceKey> union(Set<ServiceKey> some, ServiceKey other) {
    Set<ServiceKey> all = new HashSet<>(some);
    all.add(other);
    return Set.copyOf(all);
  }

  /** How many rows there are, none of them empty. */
  int rows() {
    return rows.size();
  }
}
