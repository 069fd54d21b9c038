package io.kubevert.nodeagent.network;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The node's own nftables table, as text for one transaction that replaces the whole of it.
 *
 * @param local this node's pods
 * @param direct where pods' packets keep their source: all pods and Services
 * @param forbidden where pods' packets may not go
 */
record NodeRules(
    Ipv4Range local, List<Ipv4Range> direct, List<Ipv4Range> forbidden, List<HostPort> hostPorts) {
  static final String TABLE = "node-agent";

  String render() {
    String anywhere = "meta l4proto . th dport";
    return """
        table ip %1$s
        delete table ip %1$s
        table ip %1$s {
          chain host-ports {
        %5$s%6$s  }
          chain prerouting {
            type nat hook prerouting priority -105; policy accept;
            fib daddr type local jump host-ports
          }
          chain output {
            type nat hook output priority -105; policy accept;
            fib daddr type local jump host-ports
          }
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            ip saddr %2$s oifname != "cni0" ip daddr != { %3$s } masquerade fully-random
          }
          chain input {
            type filter hook input priority filter; policy accept;
        %4$s  }
          chain forward {
            type filter hook forward priority filter; policy accept;
        %4$s  }
        }
        """
        .formatted(
            TABLE,
            local,
            ranges(direct),
            forbidden.isEmpty()
                ? ""
                : "    iifname \"cni0\" ip daddr { " + ranges(forbidden) + " } drop\n",
            dnat("ip daddr . " + anywhere, port -> !port.hostAddress().isEmpty()),
            dnat(anywhere, port -> port.hostAddress().isEmpty()));
  }

  private String dnat(String key, Predicate<HostPort> chosen) {
    String elements =
        hostPorts.stream().filter(chosen).map(NodeRules::element).collect(Collectors.joining(", "));
    return elements.isEmpty() ? "" : "    dnat ip to " + key + " map { " + elements + " }\n";
  }

  private static String element(HostPort port) {
    return (port.hostAddress().isEmpty() ? "" : port.hostAddress() + " . ")
        + port.protocol()
        + " . "
        + port.port()
        + " : "
        + port.podAddress()
        + " . "
        + port.podPort();
  }

  private static String ranges(List<Ipv4Range> ranges) {
    return ranges.stream().map(Ipv4Range::toString).collect(Collectors.joining(", "));
  }
}
