package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.kubeproxy.address.Cidrs;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 address.
 *
 * @param number the address as a number, 0 to 2^32 - 1
 */
public record Ipv4(long number) implements Comparable<Ipv4> {
  public static final int BYTES = 4;
  static final int BITS = 32;
  static final long MOST = (1L << BITS) - 1;

  public Ipv4 {
    if (number < 0 || number > MOST) {
      throw new IllegalArgumentException(number + " is no IPv4 address");
    }
  }

  /** Whether a text is an IPv4 address in four decimal numbers. */
  public static boolean isIpv4(String text) {
    return text.indexOf(':') < 0 && Cidrs.isAddress(text);
  }

  /**
   * @throws IllegalArgumentException if the text is not an IPv4 address
   */
  public static Ipv4 parse(String text) {
    if (!isIpv4(text)) {
      throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
    }
    return of(InetAddress.ofLiteral(text).getAddress());
  }

  /**
   * @param bytes four, the most significant first
   */
  public static Ipv4 of(byte[] bytes) {
    return new Ipv4(Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
  }

  /** The address as a packet carries it. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putInt((int) number).array();
  }

  @Override
  public int compareTo(Ipv4 other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d"
        .formatted(number >> 24, number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
  }
}
