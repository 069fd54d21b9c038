package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.service.Service;
import java.util.List;

/** An address family: each has a table, rules and endpoints of its own. */
public enum Family {
  IPV4("IPv4", "ip", "ipv4_addr"),
  IPV6("IPv6", "ip6", "ipv6_addr");

  private static final String TABLE_NAME = "kube-proxy";

  private final String label;
  private final String keyword;
  private final String addressType;

  Family(String label, String keyword, String addressType) {
    this.label = label;
    this.keyword = keyword;
    this.addressType = addressType;
  }

  /** The family as Kubernetes writes it. */
  public String label() {
    return label;
  }

  /** The table that belongs to this proxy. */
  public Table table() {
    return new Table(keyword, TABLE_NAME);
  }

  /** The family of an address or a CIDR. */
  public static Family of(String address) {
    return address.indexOf(':') < 0 ? IPV4 : IPV6;
  }

  /** Those of some addresses or CIDRs that are of this family. */
  public List<String> select(List<String> addresses) {
    return addresses.stream().filter(address -> of(address) == this).toList();
  }

  /** Whether a Service has a cluster address of this family: if not, it is nobody's here. */
  public boolean serves(Service service) {
    return !select(service.clusterIps()).isEmpty();
  }

  /** The family as rules of nftables name it. */
  public String keyword() {
    return keyword;
  }

  /** The type of its addresses in sets of nftables. */
  public String addressType() {
    return addressType;
  }
}
