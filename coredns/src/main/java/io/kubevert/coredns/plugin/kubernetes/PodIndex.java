package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.informer.Change;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which pods have an address. One context writes it, any thread reads it. */
final class PodIndex {
  private final Map<InetAddress, List<PodObject>> pods = new ConcurrentHashMap<>();

  void changed(Change<PodObject> change) {
    change.before().ifPresent(this::remove);
    change.after().ifPresent(this::add);
  }

  boolean holds(String namespace, InetAddress address) {
    return pods.getOrDefault(address, List.of()).stream()
        .anyMatch(pod -> pod.namespace().equals(namespace));
  }

  /** The namespace of the one pod that has the address for itself. */
  Optional<String> namespaceOf(InetAddress address) {
    List<PodObject> found = pods.getOrDefault(address, List.of());
    return found.size() == 1 && !found.getFirst().onHostNetwork()
        ? Optional.of(found.getFirst().namespace())
        : Optional.empty();
  }

  private void add(PodObject pod) {
    for (InetAddress address : pod.addresses()) {
      pods.compute(
          address,
          (ignored, present) -> {
            List<PodObject> more = new ArrayList<>(present == null ? List.of() : present);
            more.add(pod);
            return List.copyOf(more);
          });
    }
  }

  private void remove(PodObject pod) {
    for (InetAddress address : pod.addresses()) {
      pods.computeIfPresent(
          address,
          (ignored, present) -> {
            List<PodObject> fewer = new ArrayList<>(present);
            fewer.remove(pod);
            return fewer.isEmpty() ? null : List.copyOf(fewer);
          });
    }
  }
}
