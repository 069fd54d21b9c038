package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Cluster IPs and node ports of Services, each given to one Service at a time. A Service may use
 * one node port number for several protocols.
 */
record ServiceAllocation(AddressRanges addresses, NodePortAllocator nodePorts) {

  /** What one Service holds. */
  private record Holding(Set<InetAddress> addresses, Set<Integer> nodePorts) {

    static Holding of(JsonNode service) {
      Holding holding = new Holding(new LinkedHashSet<>(), new LinkedHashSet<>());
      if (service == null || ServiceType.isExternalName(service)) {
        return holding;
      }
      for (JsonNode address : service.path("spec").path("clusterIPs")) {
        Addresses.parse(address.asText()).ifPresent(holding.addresses::add);
      }
      if (ServiceType.hasNodePorts(service)) {
        for (JsonNode port : service.path("spec").path("ports")) {
          addPort(holding, port.path("nodePort"));
        }
        addPort(holding, service.path("spec").path("healthCheckNodePort"));
      }
      return holding;
    }

    private static void addPort(Holding holding, JsonNode port) {
      if (port.asInt() != 0) {
        holding.nodePorts.add(port.asInt());
      }
    }
  }

  /**
   * Takes what the Service needs and does not hold yet, and writes it into the Service.
   *
   * @param old the Service as stored; null on create
   */
  Reservation reserve(ObjectNode service, ObjectNode old, FieldErrors errors) {
    Holding held = Holding.of(old);
    Holding taken = new Holding(new LinkedHashSet<>(), new LinkedHashSet<>());
    if (!ServiceType.isExternalName(service) && !ServiceType.isHeadless(service)) {
      reserveAddresses(service, held, taken, errors);
    }
    if (ServiceType.hasNodePorts(service)) {
      reserveNodePorts(service, held, taken, errors);
    }
    Holding kept = Holding.of(service);
    return new Reservation() {
      @Override
      public void commit() {
        held.addresses.removeAll(kept.addresses);
        held.nodePorts.removeAll(kept.nodePorts);
        giveBack(held);
      }

      @Override
      public void rollback() {
        giveBack(taken);
      }
    };
  }

  /** Gives back all that a deleted Service held. */
  void release(ObjectNode service) {
    giveBack(Holding.of(service));
  }

  private void giveBack(Holding holding) {
    holding.addresses.forEach(addresses::giveBack);
    holding.nodePorts.forEach(nodePorts::giveBack);
  }

  private void reserveAddresses(
      ObjectNode service, Holding held, Holding taken, FieldErrors errors) {
    ObjectNode spec = service.withObject("/spec");
    for (JsonNode wanted : spec.path("clusterIPs")) {
      InetAddress address = InetAddress.ofLiteral(wanted.asText());
      if (!held.addresses.contains(address)) {
        Optional<String> fault = addresses.take(address);
        if (fault.isEmpty()) {
          taken.addresses.add(address);
        } else {
          errors.invalid(
              "spec.clusterIPs",
              spec.path("clusterIPs"),
              "failed to allocate IP " + wanted.asText() + ": " + fault.get());
        }
      }
    }
    ArrayNode given = spec.withArrayProperty("clusterIPs");
    // One of each family, those that the user names first.
    for (int i = given.size(); i < Math.max(1, spec.path("ipFamilies").size()); i++) {
      String family = spec.path("ipFamilies").path(i).asText(addresses.families().getFirst());
      Optional<InetAddress> any = addresses.takeAny(family);
      if (any.isEmpty()) {
        errors.internal("spec.clusterIPs", "failed to allocate a serviceIP: range is full");
        return;
      }
      taken.addresses.add(any.get());
      given.add(Addresses.text(any.get()));
    }
    spec.set("clusterIP", given.get(0));
  }

  private void reserveNodePorts(
      ObjectNode service, Holding held, Holding taken, FieldErrors errors) {
    JsonNode ports = service.path("spec").path("ports");
    Map<Integer, Integer> byPort = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      int nodePort = ports.get(i).path("nodePort").asInt();
      if (nodePort != 0) {
        takeNodePort(nodePort, "spec.ports[" + i + "].nodePort", held, taken, errors);
        byPort.putIfAbsent(ports.get(i).path("port").asInt(), nodePort);
      }
    }
    if (ServiceType.allocatesNodePorts(service)) {
      for (int i = 0; i < ports.size(); i++) {
        String path = "spec.ports[" + i + "].nodePort";
        chooseNodePort((ObjectNode) ports.get(i), path, byPort, taken, errors);
      }
    }
    if (ServiceType.hasHealthCheckNodePort(service)) {
      ObjectNode spec = service.withObject("/spec");
      int wanted = spec.path("healthCheckNodePort").asInt();
      if (wanted != 0) {
        takeNodePort(wanted, "spec.healthCheckNodePort", held, taken, errors);
      } else {
        takeAnyNodePort("spec.healthCheckNodePort", taken, errors)
            .ifPresent(port -> spec.put("healthCheckNodePort", port));
      }
    }
  }

  /** One number serves the same port for UDP and for TCP, as DNS needs it. */
  private void chooseNodePort(
      ObjectNode port,
      String path,
      Map<Integer, Integer> byPort,
      Holding taken,
      FieldErrors errors) {
    if (port.path("nodePort").asInt() != 0) {
      return;
    }
    Integer shared = byPort.get(port.path("port").asInt());
    if (shared != null) {
      port.put("nodePort", shared);
      return;
    }
    takeAnyNodePort(path, taken, errors)
        .ifPresent(
            number -> {
              port.put("nodePort", number);
              byPort.put(port.path("port").asInt(), number);
            });
  }

  private void takeNodePort(
      int port, String path, Holding held, Holding taken, FieldErrors errors) {
    if (held.nodePorts.contains(port) || taken.nodePorts.contains(port)) {
      return;
    }
    Optional<String> fault = nodePorts.take(port);
    if (fault.isEmpty()) {
      taken.nodePorts.add(port);
    } else {
      errors.invalid(path, port, fault.get());
    }
  }

  private OptionalInt takeAnyNodePort(String path, Holding taken, FieldErrors errors) {
    OptionalInt any = nodePorts.takeAny();
    any.ifPresentOrElse(
        taken.nodePorts::add,
        () -> errors.internal(path, "failed to allocate a nodePort: range is full"));
    return any;
  }
}
