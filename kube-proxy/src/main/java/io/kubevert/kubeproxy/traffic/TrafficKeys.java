package io.kubevert.kubeproxy.traffic;

import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServicePort;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What of a Service is counted apart: each destination with each endpoint. Pure. */
final class TrafficKeys {
  private static final String SEPARATOR = " . ";

  private TrafficKeys() {}

  /**
   * The keys of one Service in one family's table.
   *
   * @param nodePortIps where node ports answer
   */
  static Set<String> of(
      Service service, List<EndpointSlice> slices, List<String> nodePortIps, Family family) {
    Set<String> keys = new TreeSet<>();
    if (!family.serves(service)) {
      return keys;
    }
    for (ServicePort port : service.ports()) {
      List<PortEndpoint> endpoints = PortEndpoint.of(slices, port, family == Family.IPV6);
      destinations(service, port, nodePortIps, family)
          .forEach(
              destination ->
                  endpoints.forEach(
                      endpoint -> keys.add(destination + SEPARATOR + text(endpoint))));
    }
    return keys;
  }

  private static Stream<String> destinations(
      Service service, ServicePort port, List<String> nodePortIps, Family family) {
    Stream<String> atPort =
        Stream.of(service.clusterIps(), service.externalIps(), service.loadBalancerIps())
            .flatMap(addresses -> family.select(addresses).stream())
            .map(address -> destination(address, port, port.port()));
    Stream<String> atNodePort =
        port.nodePort() == 0
            ? Stream.empty()
            : family.select(nodePortIps).stream()
                .map(address -> destination(address, port, port.nodePort()));
    return Stream.concat(atPort, atNodePort);
  }

  private static String destination(String address, ServicePort port, int number) {
    return address + SEPARATOR + port.protocol().keyword() + SEPARATOR + number;
  }

  private static String text(PortEndpoint endpoint) {
    return endpoint.endpoint().address() + SEPARATOR + endpoint.port();
  }
}
