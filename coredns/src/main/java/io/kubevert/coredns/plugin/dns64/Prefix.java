package io.kubevert.coredns.plugin.dns64;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Where IPv4 addresses are put into IPv6 ones (RFC 6052, 2.2).
 *
 * @param octets of the prefix, 16 of them
 * @param length 32, 40, 48, 56, 64 or 96
 */
record Prefix(byte[] octets, int length) {
  private static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);
  private static final int RESERVED_OCTET = 8;

  /** The well-known prefix. */
  static final Prefix WELL_KNOWN = parse("64:ff9b::/96");

  /**
   * @throws IllegalArgumentException if it is not such a prefix
   */
  static Prefix parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !(InetAddress.ofLiteral(cidr.substring(0, slash)) instanceof Inet6Address)) {
      throw new IllegalArgumentException("not an IPv6 network");
    }
    int length = Integer.parseInt(cidr.substring(slash + 1));
    if (!LENGTHS.contains(length)) {
      throw new IllegalArgumentException("the length is 32, 40, 48, 56, 64 or 96");
    }
    byte[] octets = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    for (int i = length / 8; i < octets.length; i++) {
      octets[i] = 0;
    }
    return new Prefix(octets, length);
  }

  /** The IPv6 address that stands for an IPv4 address; its octet 8 is left zero. */
  InetAddress with(Inet4Address address) {
    byte[] result = octets.clone();
    int position = length / 8;
    for (byte octet : address.getAddress()) {
      if (position == RESERVED_OCTET) {
        position++;
      }
      result[position++] = octet;
    }
    try {
      return InetAddress.getByAddress(result);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen octets are an address", e);
    }
  }
}
