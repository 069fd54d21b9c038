package io.kubevert.apiserver.validation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses.
 *
 * @param network its first address, as a number
 * @param prefix how many leading bits its addresses share
 * @param bits how many bits an address of its family has
 */
public record Cidr(BigInteger network, int prefix, int bits) {
  /** What is wrong with a text that is no range. */
  public static final String FAULT =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  /** Reads a range; empty if the text is not one. */
  public static Optional<Cidr> parse(String text) {
    if (!text.matches("[0-9a-fA-F.:]+/[0-9]{1,3}")) {
      return Optional.empty();
    }
    String[] parts = text.split("/");
    try {
      byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
      int bits = address.length * 8;
      int prefix = Integer.parseInt(parts[1]);
      if (prefix > bits) {
        return Optional.empty();
      }
      BigInteger number = new BigInteger(1, address);
      int host = bits - prefix;
      return Optional.of(new Cidr(number.shiftRight(host).shiftLeft(host), prefix, bits));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** IPv4 or IPv6. */
  public String family() {
    return bits == 32 ? "IPv4" : "IPv6";
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    int host = bits - prefix;
    return bytes.length * 8 == bits
        && new BigInteger(1, bytes).shiftRight(host).equals(network.shiftRight(host));
  }

  public boolean strictlyContains(Cidr other) {
    return bits == other.bits
        && other.prefix > prefix
        && other.network.shiftRight(bits - prefix).equals(network.shiftRight(bits - prefix));
  }
}
