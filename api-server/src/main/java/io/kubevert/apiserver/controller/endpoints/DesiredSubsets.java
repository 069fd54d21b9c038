package io.kubevert.apiserver.controller.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.EndpointPort;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The subsets that a Service's Endpoints ought to have: pods that share resolved ports, sorted.
 *
 * @param subsets as JSON
 * @param truncated whether there were more addresses than one object may hold
 */
record DesiredSubsets(ArrayNode subsets, boolean truncated) {

  /** How many addresses one Endpoints object holds. */
  static final int MOST_ADDRESSES = 1_000;

  private static final Comparator<List<EndpointPort>> BY_PORTS =
      Comparator.comparing(List::toString);

  private static final Comparator<Address> BY_ADDRESS =
      Comparator.comparing(Address::ip, DesiredSubsets::compareAddresses);

  private record Address(String ip, Pod pod) {}

  /** Unlike in slices, a pod that is being deleted is left out, and only one family is listed. */
  static DesiredSubsets of(Service service, Collection<Pod> pods) {
    List<Address> addresses =
        pods.stream()
            .filter(service::selects)
            .filter(pod -> !pod.finished())
            .filter(pod -> service.publishNotReady() || !pod.metadata().deleting())
            .flatMap(
                pod ->
                    pod.address(service.families().getFirst()).stream()
                        .map(ip -> new Address(ip, pod)))
            .sorted(BY_ADDRESS)
            .toList();
    Map<List<EndpointPort>, ObjectNode> subsets = new TreeMap<>(BY_PORTS);
    addresses.stream()
        // Where there is no room for all, those that are ready come first.
        .sorted(Comparator.comparing(address -> !address.pod.ready()))
        .limit(MOST_ADDRESSES)
        .sorted(BY_ADDRESS)
        .forEach(
            address -> {
              List<EndpointPort> ports = service.portsIn(address.pod);
              if (!ports.isEmpty() || service.headless()) {
                boolean ready = address.pod.ready() || service.publishNotReady();
                subsets
                    .computeIfAbsent(ports, ignored -> Json.object())
                    .withArrayProperty(ready ? "addresses" : "notReadyAddresses")
                    .add(toJson(service, address));
              }
            });
    ArrayNode array = Json.object().arrayNode();
    subsets.forEach((ports, subset) -> array.add(withPorts(subset, ports)));
    return new DesiredSubsets(array, addresses.size() > MOST_ADDRESSES);
  }

  /** By length first, which puts dotted addresses of one network nearly in numeric order. */
  private static int compareAddresses(String left, String right) {
    int byLength = Integer.compare(left.length(), right.length());
    return byLength != 0 ? byLength : left.compareTo(right);
  }

  private static ObjectNode toJson(Service service, Address address) {
    Pod pod = address.pod;
    ObjectNode node = Json.object().put("ip", address.ip);
    pod.hostname()
        .filter(ignored -> pod.subdomain().filter(service.metadata().name()::equals).isPresent())
        .ifPresent(hostname -> node.put("hostname", hostname));
    pod.nodeName().ifPresent(name -> node.put("nodeName", name));
    node.putObject("targetRef")
        .put("kind", "Pod")
        .put("namespace", pod.metadata().namespace())
        .put("name", pod.metadata().name())
        .put("uid", pod.metadata().uid());
    return node;
  }

  private static ObjectNode withPorts(ObjectNode subset, List<EndpointPort> ports) {
    ArrayNode array = subset.arrayNode();
    for (EndpointPort port : ports) {
      ObjectNode node = port.toJson();
      if (port.name().isEmpty()) {
        node.remove("name");
      }
      array.add(node);
    }
    if (!array.isEmpty()) {
      subset.set("ports", array);
    }
    return subset;
  }
}
