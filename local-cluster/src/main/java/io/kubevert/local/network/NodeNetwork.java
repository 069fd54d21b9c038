package io.kubevert.local.network;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The network that the nodes and the host share, and the names of its parts.
 *
 * <p>Of its 256 addresses the host has .1, the nodes .10 and on, and Services of type LoadBalancer
 * .100 to .199.
 *
 * @param prefix what the names of all namespaces, links and tables begin with; at most 11
 *     characters, since the kernel allows a link 15
 * @param subnet the first three numbers of the /24, such as {@code 10.234.0}
 * @param nodes the names of the nodes; their order gives them their addresses
 */
public record NodeNetwork(String prefix, String subnet, List<String> nodes) {
  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,10}");
  private static final Pattern NODE = Pattern.compile("[a-z]([a-z0-9-]{0,13}[a-z0-9])?");
  private static final Pattern SUBNET =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){3}");
  private static final int FIRST_NODE = 10;
  private static final int MOST_NODES = 90;

  public NodeNetwork {
    List<String> faults = new ArrayList<>();
    nodes = List.copyOf(nodes);
    if (!PREFIX.matcher(prefix).matches()) {
      faults.add("prefix \"" + prefix + "\" must match " + PREFIX);
    }
    if (!SUBNET.matcher(subnet).matches()) {
      faults.add("subnet \"" + subnet + "\" must be the first three numbers of a /24");
    }
    if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
      faults.add("there must be 1 to " + MOST_NODES + " nodes, not " + nodes.size());
    }
    nodes.stream()
        .filter(node -> !NODE.matcher(node).matches())
        .forEach(node -> faults.add("node name \"" + node + "\" must match " + NODE));
    if (nodes.stream().distinct().count() != nodes.size()) {
      faults.add("two nodes have the same name: " + nodes);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** The host's end of the cable, in the host's own namespace. */
  public String hostLink() {
    return prefix + "0";
  }

  /** The nftables table in the host's namespace. */
  public String hostTable() {
    return prefix;
  }

  /** The namespace that the switch is in. */
  public String switchNamespace() {
    return prefix + "-switch";
  }

  public String namespace(String node) {
    return prefix + "-" + node;
  }

  public String cidr() {
    return subnet + ".0/24";
  }

  public String hostAddress() {
    return subnet + ".1";
  }

  public String address(String node) {
    return subnet + "." + (FIRST_NODE + nodes.indexOf(node));
  }

  /** The addresses for Services of type LoadBalancer, first and last. */
  public String loadBalancerPool() {
    return subnet + ".100-" + subnet + ".199";
  }
}
