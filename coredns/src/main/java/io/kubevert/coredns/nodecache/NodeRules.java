package io.kubevert.coredns.nodecache;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of the rules: an nftables table of our own, in which packets to and from the cache are
 * marked as untracked before connection tracking sees them, in both directions.
 */
final class NodeRules {
  static final String TABLE = "node-cache";
  private static final int DNS_PORT = 53;

  private NodeRules() {}

  /** Replaces the table, in one transaction. */
  static String install(NodeInterfaceOptions options) {
    return """
        table inet %1$s
        delete table inet %1$s
        table inet %1$s {
          set ports {
            type inet_service
            elements = { %2$s }
          }
          chain prerouting {
            type filter hook prerouting priority raw; policy accept;
            jump untrack
          }
          chain output {
            type filter hook output priority raw; policy accept;
            jump untrack
          }
          chain untrack {
        %3$s  }
        }
        """
        .formatted(TABLE, ports(options), rules(options));
  }

  static String remove() {
    return "table inet %1$s%ndelete table inet %1$s%n".formatted(TABLE);
  }

  private static String ports(NodeInterfaceOptions options) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(DNS_PORT), options.ports().stream())
        .distinct()
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static String rules(NodeInterfaceOptions options) {
    StringBuilder rules = new StringBuilder();
    for (String address : options.addresses()) {
      String family = InetAddress.ofLiteral(address) instanceof Inet6Address ? "ip6" : "ip";
      for (String protocol : List.of("udp", "tcp")) {
        rules.append(
            "    %1$s daddr %2$s %3$s dport @ports notrack%n".formatted(family, address, protocol));
        rules.append(
            "    %1$s saddr %2$s %3$s sport @ports notrack%n".formatted(family, address, protocol));
      }
    }
    return rules.toString();
  }
}
