package io.kubevert.kubeproxy.health;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.ServiceView;
import io.kubevert.kubeproxy.topology.EndpointCategories;
import io.kubevert.kubeproxy.topology.NodeTopology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many ports of Services drop what comes to this node, since a policy Local keeps it from
 * endpoints that are elsewhere. Belongs to one context.
 */
public final class NoLocalEndpoints {
  private final Family family;
  private final Map<ObjectKey, Count> counts = new HashMap<>();
  private Count total = Count.NONE;

  /** How many ports, by the policy that is Local. */
  record Count(int internal, int external) {
    static final Count NONE = new Count(0, 0);

    Count plus(Count other) {
      return new Count(internal + other.internal, external + other.external);
    }

    Count minus(Count other) {
      return new Count(internal - other.internal, external - other.external);
    }
  }

  public NoLocalEndpoints(Family family) {
    this.family = family;
  }

  /** Takes in what is programmed now. */
  public void update(Changes changes) {
    changes.services().forEach((service, view) -> update(service, view, changes.node()));
  }

  String family() {
    return family.label();
  }

  int internal() {
    return total.internal();
  }

  int external() {
    return total.external();
  }

  private void update(ObjectKey service, Optional<ServiceView> view, NodeTopology node) {
    Count now = view.map(present -> count(present, node)).orElse(Count.NONE);
    Count before = now.equals(Count.NONE) ? counts.remove(service) : counts.put(service, now);
    total = total.plus(now).minus(before == null ? Count.NONE : before);
  }

  private Count count(ServiceView view, NodeTopology node) {
    if (!view.service().internalLocal() && !view.service().externalLocal()) {
      return Count.NONE;
    }
    long lacking =
        view.service().ports().stream()
            .map(port -> PortEndpoint.of(view.slices(), port, family == Family.IPV6))
            .map(endpoints -> EndpointCategories.of(endpoints, node))
            .filter(endpoints -> endpoints.anyUsable() && endpoints.local().isEmpty())
            .count();
    return new Count(
        view.service().internalLocal() ? (int) lacking : 0,
        view.service().externalLocal() ? (int) lacking : 0);
  }
}
