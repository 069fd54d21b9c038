package io.kubevert.coredns.nodecache;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The text of the rules: nftables' own language, in tables of our own. */
final class NodeRules {
  static final String TABLE = "node-cache";
  static final String CLAIM_PREFIX = TABLE + "-";
  private static final int DNS_PORT = 53;

  private NodeRules() {}

  /**
   * Translates questions to the cluster's DNS servers, in one transaction. What the node itself
   * asks has the cache's address as its source, too, and gets another one on its way out.
   */
  static String fallThrough(NodeInterfaceOptions options, ClusterDnsAddresses servers) {
    return """
        table inet %1$s
        delete table inet %1$s
        table inet %1$s {
          chain prerouting {
            type nat hook prerouting priority -101; policy accept;
            jump fall-through
          }
          chain output {
            type nat hook output priority -101; policy accept;
            jump fall-through
          }
          chain postrouting {
            type nat hook postrouting priority 99; policy accept;
        %2$s  }
          chain fall-through {
        %3$s  }
        }
        """
        .formatted(TABLE, masquerades(options), translations(options, servers));
  }

  private static String masquerades(NodeInterfaceOptions options) {
    return options.addresses().stream()
        .map(
            address ->
                "    oifname != \"lo\" ct status dnat %s saddr %s masquerade%n"
                    .formatted(family(address), address))
        .collect(Collectors.joining());
  }

  private static String translations(NodeInterfaceOptions options, ClusterDnsAddresses servers) {
    return options.addresses().stream()
        .flatMap(
            address ->
                Stream.of(
                    translation(address, "udp", servers.udp()),
                    translation(address, "tcp", servers.tcp())))
        .collect(Collectors.joining());
  }

  /** Only servers of the address' own family can stand in for it. */
  private static String translation(
      String address, String protocol, List<InetSocketAddress> servers) {
    String family = family(address);
    List<InetSocketAddress> own =
        servers.stream()
            .filter(server -> family(server.getAddress().getHostAddress()).equals(family))
            .toList();
    if (own.isEmpty()) {
      return "";
    }
    String map =
        IntStream.range(0, own.size())
            .mapToObj(
                i ->
                    "%d : %s . %d"
                        .formatted(
                            i, own.get(i).getAddress().getHostAddress(), own.get(i).getPort()))
            .collect(Collectors.joining(", "));
    return "    %1$s daddr %2$s %3$s dport %4$d dnat %1$s to numgen random mod %5$d map { %6$s }%n"
        .formatted(family, address, protocol, DNS_PORT, own.size(), map);
  }

  /**
   * Has the packets to and from the cache, and those of its health page, not tracked, in both
   * directions. One line, as an interactive nft reads it.
   */
  static String claim(String table, NodeInterfaceOptions options) {
    return """
        add table inet %1$s { flags owner; \
        set ports { type inet_service; elements = { %2$s }; }; \
        chain prerouting { type filter hook prerouting priority raw; policy accept; \
        jump untrack; }; \
        chain output { type filter hook output priority raw; policy accept; jump untrack; }; \
        chain untrack { %3$s}; }
        """
        .formatted(table, ports(options), untracked(options));
  }

  static String remove() {
    return "table inet %1$s%ndelete table inet %1$s%n".formatted(TABLE);
  }

  private static String ports(NodeInterfaceOptions options) {
    return Stream.concat(Stream.of(DNS_PORT), options.ports().stream())
        .distinct()
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static String untracked(NodeInterfaceOptions options) {
    StringBuilder rules = new StringBuilder();
    for (String address : options.addresses()) {
      String family = family(address);
      for (String protocol : List.of("udp", "tcp")) {
        rules.append(
            "%1$s daddr %2$s %3$s dport @ports notrack; ".formatted(family, address, protocol));
        rules.append(
            "%1$s saddr %2$s %3$s sport @ports notrack; ".formatted(family, address, protocol));
      }
    }
    return rules.toString();
  }

  private static String family(String address) {
    return InetAddress.ofLiteral(address) instanceof Inet6Address ? "ip6" : "ip";
  }
}
