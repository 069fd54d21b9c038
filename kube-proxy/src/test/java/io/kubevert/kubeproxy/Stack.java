package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.network.NodeNetwork;

/** An address family, and the addresses of it that tests use. */
enum Stack {
  IPV4(
      "10.233.1.",
      "198.51.100.",
      "203.0.113.",
      "10.233.64.",
      "10.233.65.",
      NodeNetwork.NODE_IP,
      NodeNetwork.OUTSIDE_IP),
  IPV6(
      "fd00:10::1",
      "2001:db8:51::",
      "2001:db8:113::",
      "fd00:64::",
      "fd00:64::1:",
      NodeNetwork.NODE_IP6,
      NodeNetwork.OUTSIDE_IP6);

  private final String clusterIps;
  private final String externalIps;
  private final String balancerIps;
  private final String pods;
  private final String podsElsewhere;
  private final String node;
  private final String outside;

  Stack(
      String clusterIps,
      String externalIps,
      String balancerIps,
      String pods,
      String podsElsewhere,
      String node,
      String outside) {
    this.clusterIps = clusterIps;
    this.externalIps = externalIps;
    this.balancerIps = balancerIps;
    this.pods = pods;
    this.podsElsewhere = podsElsewhere;
    this.node = node;
    this.outside = outside;
  }

  String clusterIp(int number) {
    return clusterIps + number;
  }

  String externalIp(int number) {
    return externalIps + number;
  }

  String balancerIp(int number) {
    return balancerIps + number;
  }

  String client() {
    return pods + 10;
  }

  String pod1() {
    return pods + 11;
  }

  String pod2() {
    return pods + 12;
  }

  /** A pod whose slices say that it is on another node. */
  String remote() {
    return podsElsewhere + 11;
  }

  String node() {
    return node;
  }

  String outside() {
    return outside;
  }

  /** The address of a host of {@link ProxiedNode#withPods}. */
  String address(String host) {
    return switch (host) {
      case "client" -> client();
      case "pod1" -> pod1();
      case "pod2" -> pod2();
      case "remote" -> remote();
      case "node" -> node();
      case "outside" -> outside();
      default -> throw new IllegalArgumentException("no host " + host);
    };
  }

  /** The length of a range with one address, as it follows that. */
  String hostBits() {
    return this == IPV4 ? "/32" : "/128";
  }

  /** The pods of every node. */
  String podRange() {
    return this == IPV4 ? "10.233.64.0/18" : "fd00:64::/64";
  }

  /** The network that the node and its neighbours are in. */
  String nodeRange() {
    return this == IPV4 ? "192.0.2.0/24" : "2001:db8::/64";
  }

  /** A range that nobody in these tests is in. */
  String strangeRange() {
    return this == IPV4 ? "10.0.0.0/9" : "fd99::/16";
  }

  SliceObject slice(String service) {
    return this == IPV4 ? SliceObject.of(service) : SliceObject.ofIpv6(service);
  }

  SliceObject emptySlice(String service) {
    return this == IPV4 ? SliceObject.withoutPorts(service) : SliceObject.withoutPortsIpv6(service);
  }

  /** A slice with two pods of this node and one of another. */
  SliceObject threePods(String service) {
    return slice(service)
        .ready(pod1(), ProxiedNode.NODE)
        .ready(pod2(), ProxiedNode.NODE)
        .ready(remote(), ProxiedNode.OTHER_NODE);
  }
}
