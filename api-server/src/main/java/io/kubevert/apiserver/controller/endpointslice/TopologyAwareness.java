package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hints the endpoints of Services with the annotation {@code service.kubernetes.io/topology-mode:
 * Auto}, and says in an event on the Service when it begins to and why it does not.
 */
final class TopologyAwareness {
  private final Supplier<Collection<Node>> nodes;
  private final EventRecorder events;
  private final Map<ObjectKey, Map<String, String>> told = new HashMap<>();

  TopologyAwareness(Supplier<Collection<Node>> nodes, EventRecorder events) {
    this.nodes = nodes;
    this.events = events;
  }

  /** The same endpoints, hinted family by family. */
  Map<SliceGroup, List<Endpoint>> hint(Service service, Map<SliceGroup, List<Endpoint>> groups) {
    ZoneShares shares = ZoneShares.of(nodes.get());
    Map<String, List<Endpoint>> families = new LinkedHashMap<>();
    groups.forEach(
        (group, endpoints) ->
            families
                .computeIfAbsent(group.addressType(), none -> new ArrayList<>())
                .addAll(endpoints));
    Map<String, TopologyHints> hints = new HashMap<>();
    families.forEach((family, all) -> hints.put(family, TopologyHints.of(all, shares)));
    hints.forEach((family, outcome) -> tell(service, family, outcome));
    Map<SliceGroup, List<Endpoint>> hinted = new LinkedHashMap<>();
    groups.forEach(
        (group, endpoints) -> hinted.put(group, hint(endpoints, hints.get(group.addressType()))));
    return hinted;
  }

  /** Nothing is to be remembered of a Service that is gone or wants no hints any more. */
  void forget(ObjectKey service) {
    told.remove(service);
  }

  private static List<Endpoint> hint(List<Endpoint> endpoints, TopologyHints hints) {
    return switch (hints) {
      case TopologyHints.Refused refused -> endpoints;
      case TopologyHints.Given given ->
          endpoints.stream()
              .map(
                  endpoint ->
                      Optional.ofNullable(given.zones().get(endpoint.identity()))
                          .map(zone -> new Endpoint.Hints(List.of(zone), List.of()))
                          .map(endpoint::withHints)
                          .orElse(endpoint))
              .toList();
    };
  }

  private void tell(Service service, String family, TopologyHints outcome) {
    String message =
        switch (outcome) {
          case TopologyHints.Given given -> "Topology Aware Hints has been enabled";
          case TopologyHints.Refused refused -> refused.reason();
        };
    Map<String, String> before = told.computeIfAbsent(service.key(), none -> new HashMap<>());
    if (message.equals(before.put(family, message))) {
      return;
    }
    boolean given = outcome instanceof TopologyHints.Given;
    events.record(
        service.metadata().reference(ResourceTypes.SERVICES),
        given ? EventRecorder.Type.NORMAL : EventRecorder.Type.WARNING,
        given ? "TopologyAwareHintsEnabled" : "TopologyAwareHintsDisabled",
        message + ", addressType: " + family);
  }
}
