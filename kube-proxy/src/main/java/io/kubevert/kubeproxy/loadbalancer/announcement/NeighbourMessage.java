package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A neighbour solicitation or advertisement (RFC 4861) in its IPv6 packet.
 *
 * @param linkAddress the Ethernet address in its option; of a solicitation its sender's, of an
 *     advertisement the target's; empty for none
 * @param flags an advertisement's: {@link #SOLICITED}, {@link #OVERRIDE}
 */
record NeighbourMessage(
    Kind kind,
    IpAddress source,
    IpAddress destination,
    IpAddress target,
    Optional<MacAddress> linkAddress,
    int flags) {
  /** It answers somebody. */
  static final int SOLICITED = 1 << 30;

  /** Who knows another Ethernet address of the target forgets it. */
  static final int OVERRIDE = 1 << 29;

  static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");

  private static final int HEADER_BYTES = 40;
  private static final int MESSAGE_BYTES = 24;
  private static final int OPTION_BYTES = 8;
  private static final int ADDRESS_BYTES = 16;
  private static final int VERSION = 6 << 28;
  private static final byte ICMPV6 = 58;
  private static final int HOP_LIMIT = 255;
  private static final int CHECKSUM_OFFSET = HEADER_BYTES + 2;

  /** What a message is for, with its ICMPv6 type and the type of its option. */
  enum Kind {
    SOLICITATION(135, 1),
    ADVERTISEMENT(136, 2);

    private final int type;
    private final int option;

    Kind(int type, int option) {
      this.type = type;
      this.option = option;
    }

    static Optional<Kind> of(int type) {
      for (Kind kind : values()) {
        if (kind.type == type) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** Reads an IPv6 packet; empty if it is something else, or has come from another link. */
  static Optional<NeighbourMessage> decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES + MESSAGE_BYTES) {
      return Optional.empty();
    }
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    boolean local = bytes[6] == ICMPV6 && Byte.toUnsignedInt(bytes[7]) == HOP_LIMIT;
    Optional<Kind> kind = Kind.of(Byte.toUnsignedInt(bytes[HEADER_BYTES]));
    if (!local || kind.isEmpty()) {
      return Optional.empty();
    }
    IpAddress source = address(packet, 8);
    IpAddress destination = address(packet, 24);
    IpAddress target = address(packet, HEADER_BYTES + 8);
    return Optional.of(
        new NeighbourMessage(
            kind.get(),
            source,
            destination,
            target,
            option(packet, kind.get()),
            packet.getInt(HEADER_BYTES + 4)));
  }

  /** What tells everybody where an address is now. */
  static NeighbourMessage unsolicited(IpAddress address, IpAddress here, MacAddress mac) {
    return new NeighbourMessage(
        Kind.ADVERTISEMENT, here, ALL_NODES, address, Optional.of(mac), OVERRIDE);
  }

  /** The answer to a solicitation for an address that is here. */
  NeighbourMessage reply(IpAddress here, MacAddress mac) {
    boolean anonymous = source.number().signum() == 0;
    return new NeighbourMessage(
        Kind.ADVERTISEMENT,
        here,
        anonymous ? ALL_NODES : source,
        target,
        Optional.of(mac),
        anonymous ? OVERRIDE : SOLICITED | OVERRIDE);
  }

  byte[] encode() {
    int payload = MESSAGE_BYTES + (linkAddress.isPresent() ? OPTION_BYTES : 0);
    ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + payload);
    packet.putInt(VERSION).putShort((short) payload).put(ICMPV6).put((byte) HOP_LIMIT);
    packet.put(source.bytes()).put(destination.bytes());
    packet.put((byte) kind.type).put((byte) 0).putShort((short) 0).putInt(flags);
    packet.put(target.bytes());
    linkAddress.ifPresent(mac -> packet.put((byte) kind.option).put((byte) 1).put(mac.bytes()));
    packet.putShort(CHECKSUM_OFFSET, checksum(packet.array(), payload));
    return packet.array();
  }

  /** The Internet checksum over the message and the pseudo-header (RFC 8200, 8.1). */
  private static short checksum(byte[] packet, int payload) {
    int sum = payload + ICMPV6;
    for (int i = 8; i < packet.length; i += 2) {
      sum += Byte.toUnsignedInt(packet[i]) << 8 | Byte.toUnsignedInt(packet[i + 1]);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }

  private static Optional<MacAddress> option(ByteBuffer packet, Kind kind) {
    int at = HEADER_BYTES + MESSAGE_BYTES;
    while (at + OPTION_BYTES <= packet.capacity() && packet.get(at + 1) != 0) {
      if (packet.get(at) == kind.option) {
        byte[] mac = new byte[MacAddress.BYTES];
        packet.get(at + 2, mac);
        return Optional.of(MacAddress.of(mac));
      }
      at += Byte.toUnsignedInt(packet.get(at + 1)) * OPTION_BYTES;
    }
    return Optional.empty();
  }

  private static IpAddress address(ByteBuffer packet, int at) {
    byte[] bytes = new byte[ADDRESS_BYTES];
    packet.get(at, bytes);
    return IpAddress.of(bytes);
  }
}
