package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.kubeproxy.address.Cidrs;
import java.math.BigInteger;
import java.util.stream.Stream;

/** Addresses of one family that follow one another, both ends included. */
public record AddressRange(IpAddress first, IpAddress last) {

  public AddressRange {
    if (first.ipv6() != last.ipv6()) {
      throw new IllegalArgumentException(first + " and " + last + " are of two families");
    }
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " comes after " + last);
    }
  }

  /**
   * Reads {@code 10.0.0.1-10.0.0.9}, {@code 10.0.0.0/24} or {@code 10.0.0.1}, or the same in IPv6.
   *
   * @throws IllegalArgumentException if the text is none of them
   */
  public static AddressRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new AddressRange(
          IpAddress.parse(text.substring(0, dash).strip()),
          IpAddress.parse(text.substring(dash + 1).strip()));
    }
    return text.indexOf('/') >= 0
        ? ofCidr(text.strip())
        : new AddressRange(IpAddress.parse(text.strip()), IpAddress.parse(text.strip()));
  }

  public boolean contains(IpAddress address) {
    return address.ipv6() == first.ipv6()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  boolean overlaps(AddressRange other) {
    return contains(other.first) || other.contains(first);
  }

  BigInteger size() {
    return last.number().subtract(first.number()).add(BigInteger.ONE);
  }

  /** How many addresses {@link IpAddress#isBuggy} is true of. */
  BigInteger buggy() {
    return first.ipv6()
        ? BigInteger.ZERO
        : BigInteger.valueOf(
            buggyUpTo(last.number().longValue()) - buggyUpTo(first.number().longValue() - 1));
  }

  private static long buggyUpTo(long address) {
    return Math.floorDiv(address, 256) + Math.floorDiv(address + 1, 256);
  }

  Stream<IpAddress> addresses() {
    return first.equals(last)
        ? Stream.of(first)
        : Stream.concat(
            Stream.iterate(first, address -> !address.equals(last), IpAddress::next),
            Stream.of(last));
  }

  private static AddressRange ofCidr(String text) {
    Cidrs.check(text)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(text.substring(0, slash));
    int hostBits = address.bits() - Integer.parseInt(text.substring(slash + 1));
    BigInteger network = address.number().shiftRight(hostBits).shiftLeft(hostBits);
    BigInteger hosts = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.ONE);
    return new AddressRange(
        new IpAddress(address.ipv6(), network), new IpAddress(address.ipv6(), network.add(hosts)));
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
