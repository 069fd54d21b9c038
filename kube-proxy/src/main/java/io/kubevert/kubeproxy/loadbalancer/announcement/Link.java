package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.address.LinkAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** The Ethernet link with a node's address. */
record Link(NetworkInterface device, MacAddress mac) {

  /**
   * Finds the link in the network namespace of the calling thread; blocks briefly.
   *
   * @throws IOException saying what is missing
   */
  static Link with(InetAddress nodeIp) throws IOException {
    Optional<String> name =
        LinkAddress.read().stream()
            .filter(known -> known.address().equals(nodeIp))
            .map(LinkAddress::link)
            .findFirst();
    NetworkInterface device = name.isEmpty() ? null : NetworkInterface.getByName(name.get());
    if (device == null || !device.isUp()) {
      throw new IOException("no link with the address " + nodeIp.getHostAddress() + " is up");
    }
    if (device.getHardwareAddress() == null) {
      throw new IOException(
          device.getName() + " is not an Ethernet link: addresses cannot be announced on it");
    }
    return new Link(device, MacAddress.of(device.getHardwareAddress()));
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
