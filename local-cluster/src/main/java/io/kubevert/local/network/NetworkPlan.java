package io.kubevert.local.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to be done, in the words of {@code ip -batch}, until the network is whole.
 *
 * @param host lines for the host's namespace, run first
 * @param inside lines for each other namespace
 */
record NetworkPlan(List<String> host, Map<String, List<String>> inside) {
  static final String BRIDGE = "br0";
  static final String UPLINK = "eth0";
  private static final String HOST_PORT = "host";

  /**
   * Links found in each namespace that is there; the host's is under the empty name. Only what has
   * no idempotent verb needs to be looked for: namespaces and links.
   */
  record Found(Map<String, Set<String>> links) {
    boolean namespace(String name) {
      return links.containsKey(name);
    }

    boolean link(String namespace, String name) {
      return links.getOrDefault(namespace, Set.of()).contains(name);
    }
  }

  static NetworkPlan of(NodeNetwork network, Found found, int mtu) {
    List<String> host = new ArrayList<>();
    namespaces(network).stream()
        .filter(namespace -> !found.namespace(namespace))
        .forEach(namespace -> host.add("netns add " + namespace));
    host.addAll(hostCable(network, found, mtu));
    Map<String, List<String>> inside = new LinkedHashMap<>();
    inside.put(network.switchNamespace(), switchSide(network, found));
    for (String node : network.nodes()) {
      if (!found.link(network.namespace(node), UPLINK)) {
        host.add(cable(UPLINK, network.namespace(node), node, network));
      }
      inside.put(network.namespace(node), nodeSide(network, node, mtu));
    }
    return new NetworkPlan(host, inside);
  }

  static List<String> namespaces(NodeNetwork network) {
    List<String> namespaces = new ArrayList<>();
    namespaces.add(network.switchNamespace());
    network.nodes().forEach(node -> namespaces.add(network.namespace(node)));
    return namespaces;
  }

  private static List<String> hostCable(NodeNetwork network, Found found, int mtu) {
    List<String> lines = new ArrayList<>();
    String link = network.hostLink();
    boolean there = found.link("", link);
    boolean whole = there && found.link(network.switchNamespace(), HOST_PORT);
    if (there && !whole) {
      lines.add("link delete " + link);
    }
    if (!whole) {
      lines.add(
          "link add "
              + link
              + " type veth peer name "
              + HOST_PORT
              + " netns "
              + network.switchNamespace());
    }
    lines.add("address replace " + network.hostAddress() + "/24 dev " + link);
    lines.add("link set " + link + " mtu " + mtu + " up");
    return lines;
  }

  private static String cable(String end, String namespace, String port, NodeNetwork network) {
    return "link add %s netns %s type veth peer name %s netns %s"
        .formatted(end, namespace, port, network.switchNamespace());
  }

  private static List<String> switchSide(NodeNetwork network, Found found) {
    List<String> lines = new ArrayList<>();
    if (!found.link(network.switchNamespace(), BRIDGE)) {
      lines.add("link add " + BRIDGE + " type bridge forward_delay 0 stp_state 0");
    }
    lines.add("link set " + BRIDGE + " up");
    lines.add("link set dev " + HOST_PORT + " master " + BRIDGE + " up");
    network
        .nodes()
        .forEach(node -> lines.add("link set dev " + node + " master " + BRIDGE + " up"));
    return lines;
  }

  private static List<String> nodeSide(NodeNetwork network, String node, int mtu) {
    return List.of(
        "link set lo up",
        "address replace " + network.address(node) + "/24 dev " + UPLINK,
        "link set " + UPLINK + " mtu " + mtu + " up",
        "route replace default via " + network.hostAddress());
  }
}
