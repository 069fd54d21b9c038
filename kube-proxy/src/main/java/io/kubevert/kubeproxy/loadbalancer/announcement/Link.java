package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.address.LinkAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An Ethernet link of a node.
 *
 * @param ours the hardware addresses of all links of the node
 */
record Link(NetworkInterface device, MacAddress mac, Set<MacAddress> ours) {

  /**
   * Finds the link with an address, in the network namespace of the calling thread; blocks briefly.
   *
   * @throws IOException saying what is missing
   */
  static Link with(InetAddress nodeIp) throws IOException {
    Optional<String> name =
        LinkAddress.read().stream()
            .filter(known -> known.address().equals(nodeIp))
            .map(LinkAddress::link)
            .findFirst();
    return of(name.orElse(""), "no link with the address " + nodeIp.getHostAddress() + " is up");
  }

  /**
   * Finds a link in the network namespace of the calling thread; blocks briefly. The JDK sees only
   * those that have an IPv4 address.
   *
   * @throws IOException saying what is missing
   */
  static Link named(String name) throws IOException {
    return of(name, "no link called " + name + " with an IPv4 address is up");
  }

  private static Link of(String name, String fault) throws IOException {
    NetworkInterface device = name.isEmpty() ? null : NetworkInterface.getByName(name);
    if (device == null || !device.isUp()) {
      throw new IOException(fault);
    }
    if (device.getHardwareAddress() == null) {
      throw new IOException(
          device.getName() + " is not an Ethernet link: addresses cannot be announced on it");
    }
    return new Link(device, MacAddress.of(device.getHardwareAddress()), hardwareAddresses());
  }

  private static Set<MacAddress> hardwareAddresses() throws IOException {
    Set<MacAddress> addresses = new HashSet<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      byte[] address = isHere(each) ? each.getHardwareAddress() : null;
      if (address != null) {
        addresses.add(MacAddress.of(address));
      }
    }
    return addresses;
  }

  /** Links without an IPv4 address, as the JDK lists them, may be another namespace's. */
  private static boolean isHere(NetworkInterface link) {
    return link.inetAddresses().anyMatch(Inet4Address.class::isInstance);
  }

  /**
   * An IPv6 address of the link, to speak from; the link-local one if it has one.
   *
   * @throws IOException if it has none
   */
  IpAddress ipv6() throws IOException {
    return LinkAddress.read().stream()
        .filter(known -> known.link().equals(name()))
        .map(LinkAddress::address)
        .filter(Inet6Address.class::isInstance)
        .max(Comparator.comparing(InetAddress::isLinkLocalAddress))
        .map(address -> IpAddress.of(address.getAddress()))
        .orElseThrow(() -> new IOException(name() + " has no IPv6 address"));
  }

  String name() {
    return device.getName();
  }

  /**
   * @throws IOException if the link is down
   */
  void requireUp() throws IOException {
    if (!device.isUp()) {
      throw new IOException(name() + " is down");
    }
  }

  /**
   * Opens a socket on the link.
   *
   * @throws IOException saying what is missing
   */
  PacketSocket open(PacketSocket.Kind kind) throws IOException {
    try {
      return PacketSocket.open(device.getIndex(), kind);
    } catch (IOException e) {
      throw new IOException(
          "cannot answer for addresses on "
              + name()
              + " ("
              + e.getMessage()
              + "): it needs the capability NET_RAW",
          e);
    }
  }
}
