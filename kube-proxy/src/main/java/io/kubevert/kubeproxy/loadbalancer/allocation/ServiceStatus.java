package io.kubevert.kubeproxy.loadbalancer.allocation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.kubeproxy.loadbalancer.announcement.Placement;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.service.Conditions;
import io.kubevert.kubeproxy.loadbalancer.service.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Service's status must say of its load balancer. Pure.
 *
 * @param addresses in the order of its families
 * @param conditions none if nothing is to be said
 */
record ServiceStatus(List<IpAddress> addresses, List<Condition> conditions) {
  /** A Service that is not ours, any more. */
  static final ServiceStatus NOTHING = new ServiceStatus(List.of(), List.of());

  static ServiceStatus assigned(Outcome.Assigned assigned, Map<IpAddress, Placement> placements) {
    Condition condition =
        new Condition(
            Conditions.ASSIGNED,
            assigned.lacking().isEmpty(),
            assigned.lacking().isEmpty() ? "Assigned" : "PartlyAssigned",
            "from the pool "
                + assigned.pool()
                + assigned.lacking().map(why -> ", but " + why).orElse(""));
    return new ServiceStatus(assigned.addresses(), List.of(condition, announced(placements)));
  }

  static ServiceStatus refused(String reason) {
    return new ServiceStatus(
        List.of(),
        List.of(
            new Condition(Conditions.ASSIGNED, false, "NotAssigned", reason),
            new Condition(Conditions.ANNOUNCED, false, "NotAssigned", "there is no address")));
  }

  /** How to change a status to this one; empty if it says this already. */
  Optional<ObjectNode> patch(BalancedService service, Instant now) {
    boolean sameAddresses = service.assigned().equals(addresses);
    boolean sameConditions =
        conditions.isEmpty()
            ? !service.conditions().anyOurs()
            : conditions.stream().allMatch(service.conditions()::say);
    if (sameAddresses && sameConditions) {
      return Optional.empty();
    }
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    if (!sameAddresses) {
      putAddresses(status.putObject("loadBalancer"));
    }
    if (!sameConditions) {
      ArrayNode all = service.conditions().with(conditions, now);
      status.set("conditions", all.isEmpty() ? status.nullNode() : all);
    }
    return Optional.of(patch);
  }

  private void putAddresses(ObjectNode balancer) {
    if (addresses.isEmpty()) {
      balancer.putNull("ingress");
    }
    for (IpAddress address : addresses) {
      balancer
          .withArrayProperty("ingress")
          .addObject()
          .put("ip", address.toString())
          .put("ipMode", "VIP");
    }
  }

  private static Condition announced(Map<IpAddress, Placement> placements) {
    List<String> messages = new ArrayList<>();
    Optional<String> reason = Optional.empty();
    for (Map.Entry<IpAddress, Placement> placement : placements.entrySet()) {
      switch (placement.getValue()) {
        case Placement.Announced(String node, var links) ->
            messages.add(placement.getKey() + " from the node " + node);
        case Placement.Withheld(String why, String message) -> {
          messages.add(placement.getKey() + " is not: " + message);
          reason = reason.or(() -> Optional.of(why));
        }
      }
    }
    return new Condition(
        Conditions.ANNOUNCED,
        reason.isEmpty(),
        reason.orElse("Announced"),
        String.join("; ", messages));
  }
}
