package io.kubevert.kubeproxy.endpoints;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.service.Protocol;
import java.util.List;

/**
 * A part of a Service's endpoints, all of one address family and with the same ports.
 *
 * @param service the Service that the slice belongs to
 * @param ipv6 whether the addresses are IPv6
 */
public record EndpointSlice(
    ObjectKey key, ObjectKey service, boolean ipv6, List<Port> ports, List<Endpoint> endpoints) {

  /**
   * A port of every endpoint of the slice.
   *
   * @param name the name of the Service's port that it serves
   */
  public record Port(String name, Protocol protocol, int port) {}

  public EndpointSlice {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }
}
