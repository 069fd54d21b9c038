package io.kubevert.kubeproxy.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.kubevert.systemcall.SystemCall;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A raw(7) socket: sends and receives what is in IP packets of one protocol. A kernel without that
 * protocol forwards it all the same.
 */
final class RawSocket implements Closeable {
  private static final short AF_INET = 2;
  private static final short AF_INET6 = 10;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short POLLIN = 1;
  private static final int MOST_BYTES = 2_000;
  private static final int ADDRESS_BYTES = 28;

  private static final SystemCall SOCKET =
      SystemCall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall CONNECT =
      SystemCall.of("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall POLL =
      SystemCall.of("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall SEND =
      SystemCall.of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall RECEIVE =
      SystemCall.of(
          "recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private final boolean ipv6;
  private final int descriptor;

  /** What was received, without its IP header. */
  record Packet(InetAddress from, byte[] content) {}

  /** Opens a socket in the network namespace of the calling thread. */
  RawSocket(boolean ipv6, int protocol) throws IOException {
    this.ipv6 = ipv6;
    this.descriptor =
        (int) SOCKET.call(ipv6 ? (int) AF_INET6 : (int) AF_INET, SOCK_RAW | SOCK_CLOEXEC, protocol);
  }

  /** From now on errors that come back from there are told by {@link #receive}. */
  void connect(InetAddress to) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      CONNECT.call(descriptor, address(arena, to), length());
    }
  }

  void send(byte[] content, InetAddress to) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, content);
      SEND.call(descriptor, bytes, (long) content.length, 0, address(arena, to), length());
    }
  }

  /** Waits for a packet; empty if none came in time. */
  Optional<Packet> receive(int timeoutMillis) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, JAVA_INT.byteAlignment());
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, JAVA_INT.byteSize(), POLLIN);
      if (POLL.call(poll, 1L, timeoutMillis) == 0) {
        return Optional.empty();
      }
      MemorySegment packet = arena.allocate(MOST_BYTES);
      MemorySegment from = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
      MemorySegment fromLength = arena.allocateFrom(JAVA_INT, ADDRESS_BYTES);
      long length =
          RECEIVE.call(descriptor, packet, (long) MOST_BYTES, MSG_DONTWAIT, from, fromLength);
      byte[] bytes = Arrays.copyOf(packet.toArray(JAVA_BYTE), (int) length);
      int header = ipv6 ? 0 : (bytes[0] & 0xf) * 4;
      return Optional.of(
          new Packet(address(from), Arrays.copyOfRange(bytes, header, bytes.length)));
    }
  }

  @Override
  public void close() throws IOException {
    CLOSE.call(descriptor);
  }

  private int length() {
    return ipv6 ? ADDRESS_BYTES : 16;
  }

  /** A {@code sockaddr_in} or {@code sockaddr_in6}. */
  private MemorySegment address(Arena arena, InetAddress to) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
    address.set(JAVA_SHORT, 0, ipv6 ? AF_INET6 : AF_INET);
    byte[] bytes = to.getAddress();
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, ipv6 ? 8 : 4, bytes.length);
    return address;
  }

  private InetAddress address(MemorySegment from) throws IOException {
    byte[] bytes = new byte[ipv6 ? 16 : 4];
    MemorySegment.copy(from, JAVA_BYTE, ipv6 ? 8 : 4, bytes, 0, bytes.length);
    return InetAddress.getByAddress(bytes);
  }
}
