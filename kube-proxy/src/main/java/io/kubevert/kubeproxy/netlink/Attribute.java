package io.kubevert.kubeproxy.netlink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A part of a message.
 *
 * @param type its meaning, which depends on what it is in
 * @param datagram what the message came in, and is valid as long as
 * @param from where the value begins in it
 * @param to where the value ends in it
 */
public record Attribute(int type, byte[] datagram, int from, int to) {
  static final int HEADER_BYTES = 4;
  static final VarHandle NATIVE_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int ALIGNMENT = 4;
  private static final int TYPE_MASK = 0x3fff;

  /** Passes on what is between two places of a datagram, as far as it is well-formed. */
  static void forEach(byte[] datagram, int from, int to, Consumer<Attribute> consumer) {
    int start = from;
    while (to - start >= HEADER_BYTES) {
      int length = Short.toUnsignedInt((short) NATIVE_SHORT.get(datagram, start));
      if (length < HEADER_BYTES || length > to - start) {
        return;
      }
      int type = (short) NATIVE_SHORT.get(datagram, start + 2) & TYPE_MASK;
      consumer.accept(new Attribute(type, datagram, start + HEADER_BYTES, start + length));
      start += aligned(length);
    }
  }

  /** Passes on what this attribute consists of. */
  public void forEach(Consumer<Attribute> consumer) {
    forEach(datagram, from, to, consumer);
  }

  /** A number of 32 bits in network order. */
  public int number() {
    return (int) INT.get(datagram, from);
  }

  /** A number of 64 bits in network order. */
  public long longNumber() {
    return (long) LONG.get(datagram, from);
  }

  /** A number of 16 bits in network order. */
  public int port() {
    return Short.toUnsignedInt((short) SHORT.get(datagram, from));
  }

  /** A text, without the zero that ends it. */
  public String text() {
    int end = to > from && datagram[to - 1] == 0 ? to - 1 : to;
    return new String(datagram, from, end - from, StandardCharsets.UTF_8);
  }

  /** A copy of the value. */
  public byte[] bytes() {
    return Arrays.copyOfRange(datagram, from, to);
  }

  static int aligned(int length) {
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
