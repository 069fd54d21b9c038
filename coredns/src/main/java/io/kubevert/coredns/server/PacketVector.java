package io.kubevert.coredns.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;

/**
 * Room for packets, each with its peer, outside the heap, as recvmmsg(2) and sendmmsg(2) want it:
 * many packets in one system call, and nothing made for each of them but what the caller takes out.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class PacketVector {
  static final int AGAIN = -11;
  private static final int INTERRUPTED = -4;
  private static final int MSG_DONTWAIT = 0x40;

  private static final StructLayout IOVEC =
      MemoryLayout.structLayout(ADDRESS.withName("base"), JAVA_LONG.withName("length"));
  private static final StructLayout HEADER =
      MemoryLayout.structLayout(
          ADDRESS.withName("name"),
          JAVA_INT.withName("name_length"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("iov"),
          JAVA_LONG.withName("iov_length"),
          ADDRESS.withName("control"),
          JAVA_LONG.withName("control_length"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4),
          JAVA_INT.withName("octets"),
          MemoryLayout.paddingLayout(4));
  private static final long OCTETS = HEADER.byteOffset(PathElement.groupElement("octets"));
  private static final long LENGTH = IOVEC.byteOffset(PathElement.groupElement("length"));

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle RECEIVE =
      function(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SEND =
      function("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private final PeerFormat format;
  private final int packets;
  private final int size;
  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment peers;
  private final MemorySegment buffers;
  private final MemorySegment state;

  /**
   * @param packets how many there is room for
   * @param size octets of each, at most
   */
  PacketVector(Arena arena, PeerFormat format, int packets, int size) {
    this.format = format;
    this.packets = packets;
    this.size = size;
    this.headers = arena.allocate(HEADER, packets);
    this.vectors = arena.allocate(IOVEC, packets);
    this.peers = arena.allocate((long) PeerFormat.ROOM * packets, Long.BYTES);
    this.buffers = arena.allocate((long) size * packets, Long.BYTES);
    this.state = arena.allocate(STATE);
    for (int i = 0; i < packets; i++) {
      MemorySegment vector = vectors.asSlice(i * IOVEC.byteSize(), IOVEC);
      vector.set(ADDRESS, 0, buffers.asSlice((long) i * size, size));
      vector.set(JAVA_LONG, LENGTH, size);
      MemorySegment header = headers.asSlice(i * HEADER.byteSize(), HEADER);
      header.set(ADDRESS, offset("name"), peers.asSlice((long) i * PeerFormat.ROOM));
      header.set(JAVA_INT, offset("name_length"), format.length());
      header.set(ADDRESS, offset("iov"), vector);
      header.set(JAVA_LONG, offset("iov_length"), 1);
    }
  }

  private static long offset(String field) {
    return HEADER.byteOffset(PathElement.groupElement(field));
  }

  /**
   * Takes what has arrived.
   *
   * @return how many packets; 0 when there are none
   */
  int receive(int fd) {
    int result;
    do {
      try {
        result =
            (int)
                RECEIVE.invokeExact(state, fd, headers, packets, MSG_DONTWAIT, MemorySegment.NULL);
      } catch (Throwable e) {
        throw new IllegalStateException("recvmmsg", e);
      }
    } while (failure(result) == INTERRUPTED);
    return Math.max(0, result);
  }

  /**
   * Sends packets that were put in.
   *
   * @return how many left, at least one; or a negative errno, for the first of them
   */
  int send(int fd, int first, int count) {
    int result;
    do {
      try {
        result =
            (int)
                SEND.invokeExact(
                    state, fd, headers.asSlice(first * HEADER.byteSize()), count, MSG_DONTWAIT);
      } catch (Throwable e) {
        throw new IllegalStateException("sendmmsg", e);
      }
    } while (failure(result) == INTERRUPTED);
    return failure(result);
  }

  /** The result, or the negative errno in its place. */
  private int failure(int result) {
    return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
  }

  byte[] octets(int index) {
    byte[] octets = new byte[headers.get(JAVA_INT, index * HEADER.byteSize() + OCTETS)];
    MemorySegment.copy(buffers, JAVA_BYTE, (long) index * size, octets, 0, octets.length);
    return octets;
  }

  InetSocketAddress peer(int index) {
    return format.read(peers, (long) index * PeerFormat.ROOM);
  }

  /** Puts in a packet, of no more octets than there is room for. */
  void put(int index, byte[] octets, InetSocketAddress peer) {
    MemorySegment.copy(octets, 0, buffers, JAVA_BYTE, (long) index * size, octets.length);
    vectors.set(JAVA_LONG, index * IOVEC.byteSize() + LENGTH, octets.length);
    format.write(peer, peers, (long) index * PeerFormat.ROOM);
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
