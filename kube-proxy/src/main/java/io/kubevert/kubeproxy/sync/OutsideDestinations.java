package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServicePort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where Services are reached from outside the cluster, in one family: at addresses that may be the
 * node's own.
 */
final class OutsideDestinations {
  /** What holds them in the kernel: address, protocol and port of each. */
  static final String SET = "outside-destinations";

  private final Family family;
  private final Map<ObjectKey, Set<String>> byService = new HashMap<>();

  /** How many Services have a destination: for a moment it may be two. */
  private final Map<String, Integer> holders = new HashMap<>();

  OutsideDestinations(Family family) {
    this.family = family;
  }

  /**
   * Takes in what some Services have now.
   *
   * @param nodePortIps where node ports answer
   * @return what changes in the set
   */
  List<Operation> change(Changes changes, List<String> nodePortIps) {
    List<Operation> operations = new ArrayList<>();
    List<String> addresses = family.select(nodePortIps);
    changes
        .services()
        .forEach(
            (service, view) ->
                replace(
                    service,
                    view.map(now -> destinations(now, addresses)).orElse(Set.of()),
                    operations));
    return operations;
  }

  private void replace(ObjectKey service, Set<String> next, List<Operation> operations) {
    Set<String> old = byService.getOrDefault(service, Set.of());
    for (String destination : next) {
      if (!old.contains(destination) && holders.merge(destination, 1, Integer::sum) == 1) {
        operations.add(new Operation.AddElement(new Element(key(destination), "")));
      }
    }
    for (String destination : old) {
      if (!next.contains(destination)
          && holders.merge(destination, -1, OutsideDestinations::sumUnlessNone) == null) {
        operations.add(new Operation.DeleteElement(key(destination)));
      }
    }
    if (next.isEmpty()) {
      byService.remove(service);
    } else {
      byService.put(service, next);
    }
  }

  private Set<String> destinations(ServiceView view, List<String> nodePortIps) {
    Set<String> destinations = new HashSet<>();
    if (family.serves(view.service())) {
      for (ServicePort port : view.service().ports()) {
        Set<String> ofPort = destinations(view.service(), port, nodePortIps);
        if (!ofPort.isEmpty()) {
          ofPort.removeAll(served(view, port));
          destinations.addAll(ofPort);
        }
      }
    }
    return destinations;
  }

  private Set<String> destinations(Service service, ServicePort port, List<String> nodePortIps) {
    Set<String> destinations = new HashSet<>();
    if (port.nodePort() != 0) {
      nodePortIps.forEach(ip -> destinations.add(destination(ip, port, port.nodePort())));
    }
    Stream.of(service.externalIps(), service.loadBalancerIps())
        .flatMap(addresses -> family.select(addresses).stream())
        .forEach(ip -> destinations.add(destination(ip, port, port.port())));
    return destinations;
  }

  /** Where endpoints serve: what is for one of these comes there untranslated. */
  private Set<String> served(ServiceView view, ServicePort port) {
    return PortEndpoint.of(view.slices(), port, family == Family.IPV6).stream()
        .map(it -> destination(it.endpoint().address(), port, it.port()))
        .collect(Collectors.toSet());
  }

  private static String destination(String address, ServicePort port, int number) {
    return address + " . " + port.protocol().keyword() + " . " + number;
  }

  private static Integer sumUnlessNone(int some, int more) {
    return some + more == 0 ? null : some + more;
  }

  private static Element.Key key(String destination) {
    return new Element.Key(SET, destination);
  }
}
