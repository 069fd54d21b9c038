package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** An ARP packet for IPv4 over Ethernet (RFC 826), without its Ethernet header. */
record ArpPacket(
    Operation operation,
    MacAddress senderMac,
    IpAddress senderIp,
    MacAddress targetMac,
    IpAddress targetIp) {
  static final int BYTES = 28;

  private static final int IPV4_BYTES = 4;
  private static final short ETHERNET = 1;
  private static final short IPV4 = 0x0800;

  /** What a packet is for. */
  enum Operation {
    REQUEST,
    REPLY;

    short code() {
      return (short) (ordinal() + 1);
    }
  }

  /** Reads a packet; empty if it is another protocol's, or none at all. */
  static Optional<ArpPacket> decode(byte[] bytes) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    if (bytes.length < BYTES
        || packet.getShort() != ETHERNET
        || packet.getShort() != IPV4
        || packet.get() != MacAddress.BYTES
        || packet.get() != IPV4_BYTES) {
      return Optional.empty();
    }
    short code = packet.getShort();
    if (code != Operation.REQUEST.code() && code != Operation.REPLY.code()) {
      return Optional.empty();
    }
    return Optional.of(
        new ArpPacket(
            Operation.values()[code - 1],
            mac(packet),
            address(packet),
            mac(packet),
            address(packet)));
  }

  /**
   * What tells everybody where an address is now: as a request and as a reply, since some systems
   * learn from one of them only.
   */
  static List<ArpPacket> gratuitous(IpAddress address, MacAddress mac) {
    return List.of(
        new ArpPacket(Operation.REQUEST, mac, address, MacAddress.UNKNOWN, address),
        new ArpPacket(Operation.REPLY, mac, address, MacAddress.BROADCAST, address));
  }

  /** The answer to a request for an address that is here. */
  ArpPacket reply(MacAddress here) {
    return new ArpPacket(Operation.REPLY, here, targetIp, senderMac, senderIp);
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putShort(ETHERNET)
        .putShort(IPV4)
        .put((byte) MacAddress.BYTES)
        .put((byte) IPV4_BYTES)
        .putShort(operation.code())
        .put(senderMac.bytes())
        .put(senderIp.bytes())
        .put(targetMac.bytes())
        .put(targetIp.bytes())
        .array();
  }

  private static MacAddress mac(ByteBuffer packet) {
    byte[] bytes = new byte[MacAddress.BYTES];
    packet.get(bytes);
    return MacAddress.of(bytes);
  }

  private static IpAddress address(ByteBuffer packet) {
    byte[] bytes = new byte[IPV4_BYTES];
    packet.get(bytes);
    return IpAddress.of(bytes);
  }
}
