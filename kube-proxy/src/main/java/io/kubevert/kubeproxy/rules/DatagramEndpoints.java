package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.service.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads back from a Service's rules who may answer at its destinations. */
final class DatagramEndpoints {
  private static final String SEPARATOR = " . ";
  private static final String SEPARATOR_PATTERN = " [.] ";

  private DatagramEndpoints() {}

  /** The destinations that are no TCP ones, with those who may answer there. */
  static Map<Destination, Set<Peer>> of(ServiceRules rules) {
    Map<Destination, Set<Peer>> endpoints = new HashMap<>();
    rules.elements().forEach((key, value) -> collect(key, value, endpoints));
    return endpoints;
  }

  /** The destination that an element is about; empty if it is none of a Service. */
  static Optional<Destination> destination(Element.Key key) {
    return key.collection().equals(Skeleton.SERVICES)
        ? Optional.of(destination(key.key().split(SEPARATOR_PATTERN)))
        : Optional.empty();
  }

  private static void collect(
      Element.Key key, String value, Map<Destination, Set<Peer>> endpoints) {
    boolean service = ElementKinds.holdsDestinations(key.collection());
    boolean endpoint = ElementKinds.holdsEndpoints(key.collection());
    if (!service && !endpoint
        || key.key().contains(SEPARATOR + Protocol.TCP.keyword() + SEPARATOR)) {
      return;
    }
    Destination destination = destination(key.key().split(SEPARATOR_PATTERN));
    Set<Peer> peers = endpoints.computeIfAbsent(destination, none -> new HashSet<>());
    if (endpoint) {
      String[] target = value.split(SEPARATOR_PATTERN);
      peers.add(Peer.of(target[0], Integer.parseInt(target[1])));
    }
  }

  private static Destination destination(String[] parts) {
    return new Destination(
        Protocol.ofKeyword(parts[1]), Peer.of(parts[0], Integer.parseInt(parts[2])));
  }
}
