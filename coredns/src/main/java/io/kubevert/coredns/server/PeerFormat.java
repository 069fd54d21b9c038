package io.kubevert.coredns.server;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * The kernel's form of an address and port: {@code sockaddr_in} (ip(7)) or {@code sockaddr_in6}
 * (ipv6(7)), by the family of the socket.
 */
enum PeerFormat {
  V4(16, 2, 4, 4),
  V6(28, 10, 8, 16);

  /** Octets that are enough for either. */
  static final int ROOM = 32;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int PORT_OFFSET = 2;
  private static final int SCOPE_OFFSET = 24;
  private static final int V4_OCTETS = 4;
  private static final int MAPPED_OFFSET = 12;

  private final int length;
  private final short family;
  private final int offset;
  private final int octets;

  PeerFormat(int length, int family, int offset, int octets) {
    this.length = length;
    this.family = (short) family;
    this.offset = offset;
    this.octets = octets;
  }

  int length() {
    return length;
  }

  InetSocketAddress read(MemorySegment memory, long at) {
    byte[] address = new byte[octets];
    MemorySegment.copy(memory, JAVA_BYTE, at + offset, address, 0, octets);
    int port = memory.get(PORT, at + PORT_OFFSET) & 0xffff;
    int scope = this == V6 ? memory.get(JAVA_INT, at + SCOPE_OFFSET) : 0;
    try {
      return new InetSocketAddress(
          scope == 0
              ? InetAddress.getByAddress(address)
              : Inet6Address.getByAddress(null, address, scope),
          port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + octets + " octets", e);
    }
  }

  /** An IPv4 address goes over an IPv6 socket in its mapped form (RFC 4291, 2.5.5.2). */
  void write(InetSocketAddress peer, MemorySegment memory, long at) {
    byte[] address = peer.getAddress().getAddress();
    memory.set(JAVA_SHORT, at, family);
    memory.set(PORT, at + PORT_OFFSET, (short) peer.getPort());
    long start = at + offset;
    if (this == V6) {
      memory
          .asSlice(at + PORT_OFFSET + Short.BYTES, length - PORT_OFFSET - Short.BYTES)
          .fill((byte) 0);
      if (address.length == V4_OCTETS) {
        memory.set(JAVA_SHORT, start + MAPPED_OFFSET - Short.BYTES, (short) 0xffff);
        start += MAPPED_OFFSET;
      } else if (peer.getAddress() instanceof Inet6Address scoped) {
        memory.set(JAVA_INT, at + SCOPE_OFFSET, scoped.getScopeId());
      }
    }
    MemorySegment.copy(address, 0, memory, JAVA_BYTE, start, address.length);
  }
}
