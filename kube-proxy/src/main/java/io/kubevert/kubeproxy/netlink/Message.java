package io.kubevert.kubeproxy.netlink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * A message from the kernel.
 *
 * @param type with its subsystem in the upper byte
 * @param port of the socket that asked for it, or that made the change it tells of
 * @param datagram what the message came in
 * @param from where in it everything after the netlink header begins
 * @param to where the message ends in it
 */
public record Message(
    int type, int flags, int sequence, int port, byte[] datagram, int from, int to) {
  static final int HEADER_BYTES = 16;
  static final int FAMILY_BYTES = 4;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int INTERRUPTED = 0x10;

  /** Passes on each message of a datagram, as far as it is well-formed. */
  static void forEach(byte[] datagram, Consumer<Message> consumer) {
    int start = 0;
    while (datagram.length - start >= HEADER_BYTES) {
      int length = (int) INT.get(datagram, start);
      if (length < HEADER_BYTES || length > datagram.length - start) {
        return;
      }
      consumer.accept(
          new Message(
              Short.toUnsignedInt((short) Attribute.NATIVE_SHORT.get(datagram, start + 4)),
              Short.toUnsignedInt((short) Attribute.NATIVE_SHORT.get(datagram, start + 6)),
              (int) INT.get(datagram, start + 8),
              (int) INT.get(datagram, start + 12),
              datagram,
              start + HEADER_BYTES,
              start + length));
      start += Attribute.aligned(length);
    }
  }

  /** The address family that it is about. */
  public int family() {
    return Byte.toUnsignedInt(datagram[from]);
  }

  /** Passes on what it consists of. */
  public void forEach(Consumer<Attribute> consumer) {
    Attribute.forEach(datagram, from + FAMILY_BYTES, to, consumer);
  }

  boolean isError() {
    return type == ERROR;
  }

  /** Of an answer that {@link #isError}: the number of errno(3), or 0 for success. */
  int error() {
    return -(int) INT.get(datagram, from);
  }

  boolean isDone() {
    return type == DONE;
  }

  /** Whether something changed while this was listed, and the list may have holes. */
  boolean isInterrupted() {
    return (flags & INTERRUPTED) != 0;
  }
}
