package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Everything that answers are made from. One context writes it, in place, a change at a time; any
 * thread reads it without waiting, and sees each Service in one state or the next.
 */
final class ClusterIndex {
  private final Predicate<ServiceObject> exposed;

  private final Map<ObjectKey, ServiceObject> services = new HashMap<>();
  private final Map<ObjectKey, Map<ObjectKey, SliceObject>> slices = new HashMap<>();

  private final Map<ObjectKey, ServiceEntry> entries = new ConcurrentHashMap<>();
  private final Map<InetAddress, Set<ObjectKey>> byClusterIp = new ConcurrentHashMap<>();
  private final Map<InetAddress, Set<ObjectKey>> byEndpoint = new ConcurrentHashMap<>();
  private final Set<String> namespaces = ConcurrentHashMap.newKeySet();
  private final PodIndex pods = new PodIndex();

  /**
   * @param exposed which Services have names at all
   */
  ClusterIndex(Predicate<ServiceObject> exposed) {
    this.exposed = exposed;
  }

  void serviceChanged(Change<ServiceObject> change) {
    change
        .after()
        .filter(exposed)
        .ifPresentOrElse(
            service -> services.put(change.key(), service), () -> services.remove(change.key()));
    refresh(change.key());
  }

  void sliceChanged(Change<SliceObject> change) {
    change.before().ifPresent(slice -> ofService(slice).remove(slice.key()));
    change.after().ifPresent(slice -> ofService(slice).put(slice.key(), slice));
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

  Optional<ServiceEntry> service(String namespace, String name) {
    return Optional.ofNullable(entries.get(new ObjectKey(namespace, name)));
  }

  Collection<ServiceEntry> services() {
    return entries.values();
  }

  /** The Services that have this virtual address. */
  List<ServiceEntry> withClusterIp(InetAddress address) {
    return entriesOf(byClusterIp.getOrDefault(address, Set.of()));
  }

  /** The Services that have a ready endpoint at this address. */
  List<ServiceEntry> withEndpoint(InetAddress address) {
    return entriesOf(byEndpoint.getOrDefault(address, Set.of()));
  }

  boolean hasNamespace(String name) {
    return namespaces.contains(name);
  }

  private List<ServiceEntry> entriesOf(Set<ObjectKey> keys) {
    return keys.stream().sorted().map(entries::get).filter(entry -> entry != null).toList();
  }

  private Map<ObjectKey, SliceObject> ofService(SliceObject slice) {
    return slices.computeIfAbsent(slice.service(), ignored -> new HashMap<>());
  }

  private void refresh(ObjectKey key) {
    Map<ObjectKey, SliceObject> own = slices.getOrDefault(key, Map.of());
    if (own.isEmpty()) {
      slices.remove(key);
    }
    ServiceObject service = services.get(key);
    ServiceEntry next = service == null ? null : ServiceEntry.of(service, own.values());
    ServiceEntry old = next == null ? entries.remove(key) : entries.put(key, next);
    Set<InetAddress> oldIps = old == null ? Set.of() : Set.copyOf(old.service().clusterIps());
    Set<InetAddress> nextIps = next == null ? Set.of() : Set.copyOf(next.service().clusterIps());
    repoint(byClusterIp, key, oldIps, nextIps);
    repoint(byEndpoint, key, endpointAddresses(old), endpointAddresses(next));
  }

  private static Set<InetAddress> endpointAddresses(ServiceEntry entry) {
    return entry == null
        ? Set.of()
        : entry.endpoints().stream()
            .map(SliceObject.Endpoint::address)
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  private static void repoint(
      Map<InetAddress, Set<ObjectKey>> pointers,
      ObjectKey key,
      Set<InetAddress> old,
      Set<InetAddress> next) {
    for (InetAddress address : next) {
      if (!old.contains(address)) {
        pointers.merge(address, Set.of(key), ClusterIndex::union);
      }
    }
    for (InetAddress address : old) {
      if (!next.contains(address)) {
        pointers.computeIfPresent(address, (ignored, keys) -> without(keys, key));
      }
    }
  }

  private static Set<ObjectKey> union(Set<ObjectKey> some, Set<ObjectKey> others) {
    Set<ObjectKey> all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }

  /** Null, which removes a map's entry, when nothing is left. */
  private static Set<ObjectKey> without(Set<ObjectKey> keys, ObjectKey key) {
    Set<ObjectKey> rest = new HashSet<>(keys);
    rest.remove(key);
    return rest.isEmpty() ? null : Set.copyOf(rest);
  }
}
