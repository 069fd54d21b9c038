package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything that answers are made from. One context writes it, in place, a change at a time; any
 * thread reads it without waiting, and sees each Service in one state or the next.
 */
final class ClusterIndex {
  private final Predicate<ServiceObject> exposed;

  private final Map<ObjectKey, List<SliceObject>> slices = new HashMap<>();

  private final Map<ServiceKey, ServiceEntry> entries = new ConcurrentHashMap<>();
  private final AddressTable byClusterIp = new AddressTable();
  private final AddressTable byEndpoint = new AddressTable();
  private final Set<String> namespaces = ConcurrentHashMap.newKeySet();
  private final PodIndex pods = new PodIndex();

  /**
   * @param exposed which Services have names at all
   */
  ClusterIndex(Predicate<ServiceObject> exposed) {
    this.exposed = exposed;
  }

  void serviceChanged(Change<ServiceObject> change) {
    refresh(change.key(), change.after().filter(exposed));
  }

  void sliceChanged(Change<SliceObject> change) {
    change.before().ifPresent(slice -> replace(slice, List.of()));
    change.after().ifPresent(slice -> replace(slice, List.of(slice)));
    change.before().map(SliceObject::service).ifPresent(this::refresh);
    change
        .after()
        .map(SliceObject::service)
        .filter(service -> !change.before().map(SliceObject::service).equals(Optional.of(service)))
        .ifPresent(this::refresh);
  }

  void namespaceChanged(Change<String> change) {
    if (change.after().isPresent()) {
      namespaces.add(change.key().name());
    } else {
      namespaces.remove(change.key().name());
    }
  }

  void podChanged(Change<PodObject> change) {
    pods.changed(change);
  }

  PodIndex pods() {
    return pods;
  }

  Optional<ServiceEntry> service(ServiceKey key) {
    return Optional.ofNullable(entries.get(key));
  }

  Collection<ServiceEntry> services() {
    return entries.values();
  }

  /** The Services that have this virtual address. */
  List<ServiceEntry> withClusterIp(InetAddress address) {
    return entriesOf(byClusterIp.get(AddressKey.of(address)));
  }

  /** The Services that have a ready endpoint at this address. */
  List<ServiceEntry> withEndpoint(InetAddress address) {
    return entriesOf(byEndpoint.get(AddressKey.of(address)));
  }

  boolean hasNamespace(String name) {
    return namespaces.contains(name);
  }

  private List<ServiceEntry> entriesOf(Set<ServiceKey> keys) {
    return keys.stream()
        .map(entries::get)
        .filter(entry -> entry != null)
        .sorted(Comparator.comparing(entry -> entry.service().key()))
        .toList();
  }

  /** Puts something, or nothing, in the place of a slice. */
  private void replace(SliceObject slice, List<SliceObject> by) {
    List<SliceObject> all = new ArrayList<>(slices.getOrDefault(slice.service(), List.of()));
    all.removeIf(present -> present.key().equals(slice.key()));
    all.addAll(by);
    if (all.isEmpty()) {
      slices.remove(slice.service());
    } else {
      slices.put(slice.service(), List.copyOf(all));
    }
  }

  private void refresh(ObjectKey service) {
    refresh(service, service(ServiceKey.of(service)).map(ServiceEntry::service));
  }

  private void refresh(ObjectKey name, Optional<ServiceObject> service) {
    ServiceKey key = ServiceKey.of(name);
    ServiceEntry next =
        service
            .map(known -> ServiceEntry.of(known, slices.getOrDefault(name, List.of())))
            .orElse(null);
    ServiceEntry old = next == null ? entries.remove(key) : entries.put(key, next);
    byClusterIp.move(key, clusterIps(old), clusterIps(next));
    byEndpoint.move(key, endpoints(old), endpoints(next));
  }

  private static Set<AddressKey> clusterIps(ServiceEntry entry) {
    return entry == null
        ? Set.of()
        : entry.service().clusterIps().stream()
            .map(AddressKey::of)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<AddressKey> endpoints(ServiceEntry entry) {
    return entry == null ? Set.of() : entry.keys();
  }
}
