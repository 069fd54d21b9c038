package io.kubevert.nodeagent.linux;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connected AF_UNIX socket that keeps packets apart (SOCK_SEQPACKET), which the JDK has none of.
 *
 * <p>Calls block; one thread may receive while another sends. {@link #shutdown} ends both.
 */
public final class SeqpacketSocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;
  private static final int ADDRESS_BYTES = 110;
  private static final int PACKET_BYTES = 64 * 1024;

  private static final SystemCall SOCKET =
      SystemCall.of(
          "socket",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT);
  private static final SystemCall CONNECT =
      SystemCall.of(
          "connect",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT);
  private static final SystemCall OPEN =
      SystemCall.variadic(
          "open", 2, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final SystemCall CLOSE =
      SystemCall.of("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final SystemCall SHUTDOWN =
      SystemCall.of("shutdown", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final SystemCall RECEIVE =
      SystemCall.of(
          "recv",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT);
  private static final SystemCall SEND =
      SystemCall.of(
          "send",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT);

  private final Descriptor descriptor;

  private SeqpacketSocket(int descriptor) {
    this.descriptor = new Descriptor(descriptor);
  }

  /**
   * Connects to a socket in a directory, however long the directory's path is.
   *
   * @throws IOException if nobody listens there
   */
  public static SeqpacketSocket connect(Path directory, String name) throws IOException {
    int socket = (int) SOCKET.call(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    try (Arena arena = Arena.ofConfined()) {
      int opened = (int) OPEN.call(arena.allocateFrom(directory.toString()), O_PATH | O_CLOEXEC);
      try {
        byte[] path = ("/proc/self/fd/" + opened + "/" + name).getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(ADDRESS_BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
        CONNECT.call(socket, address, ADDRESS_BYTES);
      } finally {
        CLOSE.call(opened);
      }
      return new SeqpacketSocket(socket);
    } catch (IOException e) {
      CLOSE.call(socket);
      throw e;
    }
  }

  /** The next packet; empty at the end. */
  public byte[] receive() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(PACKET_BYTES);
      long length = descriptor.use(number -> RECEIVE.call(number, packet, (long) PACKET_BYTES, 0));
      return packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Sends one packet. */
  public void send(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      descriptor.use(number -> SEND.call(number, segment, (long) bytes.length, MSG_NOSIGNAL));
    }
  }

  /** Tells the other end that nothing more comes. */
  public void finishSending() throws IOException {
    descriptor.use(number -> SHUTDOWN.call(number, SHUT_WR));
  }

  /** Ends the connection, and with it a receive that waits; the socket is still to be closed. */
  public void shutdown() {
    try {
      descriptor.use(number -> SHUTDOWN.call(number, SHUT_RDWR));
    } catch (IOException alreadyEnded) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    shutdown();
    descriptor.close();
  }
}
