package io.kubevert.kubeproxy.endpoints;

import io.kubevert.kubeproxy.service.ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** An endpoint at the port where it serves one port of its Service. */
public record PortEndpoint(Endpoint endpoint, int port) {
  private static final Comparator<PortEndpoint> BY_ADDRESS =
      Comparator.comparing((PortEndpoint e) -> e.endpoint.address())
          .thenComparingInt(PortEndpoint::port);

  /**
   * Everything that serves one port of a Service, each once, ordered by address and port.
   *
   * <p>An endpoint that is in two slices, as it may be for a moment while it moves from one to the
   * other, counts as ready if it is ready in one.
   */
  public static List<PortEndpoint> of(
      List<EndpointSlice> slices, ServicePort servicePort, boolean ipv6) {
    TreeMap<PortEndpoint, PortEndpoint> found = new TreeMap<>(BY_ADDRESS);
    for (EndpointSlice slice : slices) {
      for (EndpointSlice.Port port : slice.ports()) {
        if (slice.ipv6() == ipv6
            && port.protocol() == servicePort.protocol()
            && port.name().equals(servicePort.name())) {
          slice.endpoints().stream()
              .map(endpoint -> new PortEndpoint(endpoint, port.port()))
              .forEach(e -> found.merge(e, e, PortEndpoint::readier));
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  private static PortEndpoint readier(PortEndpoint one, PortEndpoint other) {
    return one.endpoint.ready() || !other.endpoint.ready() ? one : other;
  }
}
