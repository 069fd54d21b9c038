package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.List;

/**
 * The address families that a Service is to have an address of.
 *
 * @param primaryIpv6 whether the first one is IPv6
 * @param dual whether it is to have an address of each
 * @param singleWillDo whether one address is better than none: PreferDualStack
 */
public record Families(boolean primaryIpv6, boolean dual, boolean singleWillDo) {
  public static final Families IPV4 = new Families(false, false, false);

  /** Whether IPv6, for each family in order. */
  List<Boolean> inOrder() {
    return dual ? List.of(primaryIpv6, !primaryIpv6) : List.of(primaryIpv6);
  }

  @Override
  public String toString() {
    String primary = primaryIpv6 ? "IPv6" : "IPv4";
    return dual ? "IPv4 and IPv6" : primary;
  }
}
