package io.kubevert.kubeproxy.healthcheck;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.service.Service;
import java.util.List;
import java.util.Optional;

/**
 * How many of a Service's ready endpoints are on this node, which a load balancer asks for on a
 * port.
 *
 * @param port the Service's {@code healthCheckNodePort}
 */
public record LocalEndpoints(ObjectKey service, int port, int ipv4, int ipv6) {

  /** Counts; empty if nobody may ask. */
  public static Optional<LocalEndpoints> of(
      Service service, List<EndpointSlice> slices, String nodeName) {
    return service.healthCheckNodePort() == 0 || !service.externalLocal()
        ? Optional.empty()
        : Optional.of(
            new LocalEndpoints(
                service.key(),
                service.healthCheckNodePort(),
                count(slices, false, nodeName),
                count(slices, true, nodeName)));
  }

  int count(boolean ofIpv6) {
    return ofIpv6 ? ipv6 : ipv4;
  }

  private static int count(List<EndpointSlice> slices, boolean ofIpv6, String nodeName) {
    return (int)
        slices.stream()
            .filter(slice -> slice.ipv6() == ofIpv6)
            .flatMap(slice -> slice.endpoints().stream())
            .filter(endpoint -> endpoint.ready() && endpoint.nodeName().equals(nodeName))
            .map(Endpoint::address)
            .distinct()
            .count();
  }
}
