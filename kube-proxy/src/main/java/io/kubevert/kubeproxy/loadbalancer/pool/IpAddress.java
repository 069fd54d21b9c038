package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.kubeproxy.address.Addresses;
import io.kubevert.kubeproxy.address.Cidrs;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;

/**
 * An address that can be given, in an order in which ranges make sense.
 *
 * @param number the address as a number below 2^32, or 2^128
 */
public record IpAddress(boolean ipv6, BigInteger number) implements Comparable<IpAddress> {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final Comparator<IpAddress> ORDER =
      Comparator.comparing(IpAddress::ipv6).thenComparing(IpAddress::number);

  public IpAddress {
    if (number.signum() < 0 || number.bitLength() > (ipv6 ? IPV6_BYTES : IPV4_BYTES) * 8) {
      throw new IllegalArgumentException(number + " is no address");
    }
  }

  /** Whether a text is an address. */
  public static boolean isAddress(String text) {
    return Cidrs.isAddress(text);
  }

  /**
   * @throws IllegalArgumentException if the text is not an address
   */
  public static IpAddress parse(String text) {
    Cidrs.checkAddress(text)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    return of(InetAddress.ofLiteral(text).getAddress());
  }

  /**
   * @param bytes 4 or 16, the most significant first
   */
  public static IpAddress of(byte[] bytes) {
    return new IpAddress(bytes.length == IPV6_BYTES, new BigInteger(1, bytes));
  }

  /** How many bits an address of this family has. */
  public int bits() {
    return (ipv6 ? IPV6_BYTES : IPV4_BYTES) * 8;
  }

  /** The address as a packet carries it. */
  public byte[] bytes() {
    byte[] bytes = new byte[bits() / 8];
    byte[] significant = number.toByteArray();
    int length = Math.min(significant.length, bytes.length);
    System.arraycopy(
        significant, significant.length - length, bytes, bytes.length - length, length);
    return bytes;
  }

  IpAddress next() {
    return new IpAddress(ipv6, number.add(BigInteger.ONE));
  }

  /** Whether some old devices take this address for a network's or a broadcast one. */
  boolean isBuggy() {
    int last = number.intValue() & 0xff;
    return !ipv6 && (last == 0 || last == 0xff);
  }

  @Override
  public int compareTo(IpAddress other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    try {
      return Addresses.text(InetAddress.getByAddress(bytes()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
