package io.kubevert.kubeproxy.loadbalancer.announcement;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * A packet(7) socket that sends and receives packets of one kind on one link, in the network
 * namespace of the thread that opens it. It may be used by other threads, but not after or while it
 * is closed.
 */
final class PacketSocket {
  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short POLLIN = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int INSTRUCTION_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;
  private static final int POLL_BYTES = 8;
  private static final int MOST_BYTES = 128;

  private static final int ADDRESS_BYTES = 20;
  private static final int PROTOCOL = 2;
  private static final int INTERFACE = 4;
  private static final int MAC_LENGTH = 11;
  private static final int MAC = 12;

  private static final SystemCall SOCKET =
      SystemCall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall BIND =
      SystemCall.of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall POLL =
      SystemCall.of("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall RECEIVE =
      SystemCall.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall SEND =
      SystemCall.of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall SET_OPTION =
      SystemCall.of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private final int descriptor;
  private final int link;
  private final Kind kind;

  /** Which packets. */
  enum Kind {
    ARP(0x0806, new long[0]),

    /** IPv6 packets, of which only neighbour solicitations and advertisements are received. */
    NEIGHBOUR_DISCOVERY(
        0x86dd,
        new long[] {
          instruction(0x30, 0, 0, 6), // load the next header
          instruction(0x15, 0, 4, 58), // ICMPv6, or drop
          instruction(0x30, 0, 0, 40), // load the ICMPv6 type
          instruction(0x15, 1, 0, 135), // a solicitation passes
          instruction(0x15, 0, 1, 136), // an advertisement passes, or drop
          instruction(0x06, 0, 0, 0xffff),
          instruction(0x06, 0, 0, 0)
        });

    private final int etherType;
    private final long[] filter;

    Kind(int etherType, long[] filter) {
      this.etherType = etherType;
      this.filter = filter;
    }

    /** In network order. */
    private short protocol() {
      return Short.reverseBytes((short) etherType);
    }

    /** An instruction of the kernel's classic packet filter, as it lies in memory. */
    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
      return code | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32;
    }
  }

  private PacketSocket(int descriptor, int link, Kind kind) {
    this.descriptor = descriptor;
    this.link = link;
    this.kind = kind;
  }

  /**
   * @param link the index of the link
   * @throws IOException if this process lacks the capability NET_RAW, or there is no such link
   */
  static PacketSocket open(int link, Kind kind) throws IOException {
    int descriptor = (int) SOCKET.call(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    PacketSocket socket = new PacketSocket(descriptor, link, kind);
    try (Arena arena = Arena.ofConfined()) {
      socket.filter(arena);
      BIND.call(descriptor, socket.address(arena, MacAddress.UNKNOWN), ADDRESS_BYTES);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Waits for a packet.
   *
   * @return empty if none came in time
   * @throws IOException if the link went down
   */
  Optional<byte[]> receive(int timeoutMillis) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(POLL_BYTES, JAVA_INT.byteAlignment());
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, JAVA_INT.byteSize(), POLLIN);
      if (POLL.call(poll, 1L, timeoutMillis) == 0) {
        return Optional.empty();
      }
      MemorySegment packet = arena.allocate(MOST_BYTES);
      long length = RECEIVE.call(descriptor, packet, (long) MOST_BYTES, MSG_DONTWAIT);
      return Optional.of(Arrays.copyOf(packet.toArray(JAVA_BYTE), (int) length));
    }
  }

  /** Sends a packet, or fails at once: it never waits. */
  void send(byte[] bytes, MacAddress to) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocateFrom(JAVA_BYTE, bytes);
      SEND.call(
          descriptor, packet, (long) bytes.length, MSG_DONTWAIT, address(arena, to), ADDRESS_BYTES);
    }
  }

  void close() throws IOException {
    CLOSE.call(descriptor);
  }

  /** Attaches the kind's {@code sock_fprog}. */
  private void filter(Arena arena) throws IOException {
    if (kind.filter.length == 0) {
      return;
    }
    MemorySegment program = arena.allocate(PROGRAM_BYTES, ADDRESS.byteAlignment());
    program.set(JAVA_SHORT, 0, (short) kind.filter.length);
    program.set(ADDRESS, INSTRUCTION_BYTES, arena.allocateFrom(JAVA_LONG, kind.filter));
    SET_OPTION.call(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, program, PROGRAM_BYTES);
  }

  /** A {@code sockaddr_ll}. */
  private MemorySegment address(Arena arena, MacAddress mac) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT, PROTOCOL, kind.protocol());
    address.set(JAVA_INT, INTERFACE, link);
    address.set(JAVA_BYTE, MAC_LENGTH, (byte) MacAddress.BYTES);
    MemorySegment.copy(mac.bytes(), 0, address, JAVA_BYTE, MAC, MacAddress.BYTES);
    return address;
  }
}
