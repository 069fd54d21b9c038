package io.kubevert.kubeproxy.loadbalancer.allocation;

import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what came of Services' claims as events, each once. Belongs to one context. */
public final class AllocationEvents {
  private final EventRecorder events;
  private final Map<ObjectKey, String> told = new HashMap<>();

  public AllocationEvents(EventRecorder events) {
    this.events = events;
  }

  /** Forgets what was told: another may have told something else meanwhile. */
  void begin() {
    told.clear();
  }

  void forget(ObjectKey service) {
    told.remove(service);
  }

  void assigned(BalancedService service, Outcome.Assigned assigned) {
    tell(
        service,
        EventRecorder.Type.NORMAL,
        "IPAllocated",
        "Assigned IP " + quoted(assigned.addresses()));
    assigned
        .lacking()
        .ifPresent(
            why ->
                tell(
                    service,
                    EventRecorder.Type.WARNING,
                    "AdditionalAssignFailed",
                    "Failed to assign an additional IP to \"" + service.key() + "\": " + why));
  }

  void refused(BalancedService service, String reason) {
    tell(
        service,
        EventRecorder.Type.WARNING,
        "AllocationFailed",
        "Failed to allocate IP for \"" + service.key() + "\": " + reason);
    if (!service.assigned().isEmpty()) {
      events.record(
          service.reference(),
          EventRecorder.Type.WARNING,
          "ClearAssignment",
          "Took back " + quoted(service.assigned()) + ": " + reason);
    }
  }

  private void tell(
      BalancedService service, EventRecorder.Type type, String reason, String message) {
    if (!message.equals(told.put(service.key(), message))) {
      events.record(service.reference(), type, reason, message);
    }
  }

  private static String quoted(List<IpAddress> addresses) {
    return addresses.stream()
        .map(address -> "\"" + address + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
