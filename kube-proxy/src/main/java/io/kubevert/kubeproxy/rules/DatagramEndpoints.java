package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.service.Protocol;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads back from a Service's rules who may answer at its destinations. */
final class DatagramEndpoints {
  private static final String SEPARATOR_PATTERN = " [.] ";

  private DatagramEndpoints() {}

  static void collect(ServiceRules rules, Map<Destination, Set<Peer>> endpoints) {
    rules.elements().forEach((key, value) -> collect(key, value, endpoints));
  }

  private static void collect(
      Element.Key key, String value, Map<Destination, Set<Peer>> endpoints) {
    boolean service = ElementKinds.holdsDestinations(key.collection());
    boolean endpoint = ElementKinds.holdsEndpoints(key.collection());
    if (!service && !endpoint) {
      return;
    }
    String[] parts = key.key().split(SEPARATOR_PATTERN);
    if (parts[1].equals(Protocol.TCP.keyword())) {
      return;
    }
    Destination destination =
        new Destination(parts[1], new Peer(parts[0], Integer.parseInt(parts[2])));
    Set<Peer> peers = endpoints.computeIfAbsent(destination, none -> new HashSet<>());
    if (endpoint) {
      String[] target = value.split(SEPARATOR_PATTERN);
      peers.add(new Peer(target[0], Integer.parseInt(target[1])));
    }
  }
}
