package io.kubevert.kubeproxy.address;

import java.net.InetAddress;
import java.util.Optional;

/** Says what is wrong with an address or a CIDR. */
public final class Cidrs {
  private Cidrs() {}

  /** Whether a text is an IP address and nothing else: it may then stand in a rule. */
  public static boolean isAddress(String text) {
    return checkAddress(text).isEmpty();
  }

  /** Whether a text is a CIDR and nothing else: it may then stand in a rule. */
  public static boolean isCidr(String text) {
    return check(text).isEmpty();
  }

  /** What is wrong with an address; empty if nothing is. */
  public static Optional<String> checkAddress(String address) {
    try {
      boolean scoped = address.indexOf('%') >= 0;
      if (!scoped && !InetAddress.ofLiteral(address).isAnyLocalAddress()) {
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      return Optional.of("'" + address + "' is not an IP address");
    }
    return Optional.of("'" + address + "' is not the address of anybody");
  }

  /** What is wrong with a CIDR; empty if nothing is. */
  public static Optional<String> check(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !isNetwork(cidr.substring(0, slash))) {
      return Optional.of("'" + cidr + "' is not a CIDR, as in 10.233.0.0/18");
    }
    int bits = cidr.indexOf(':') < 0 ? 32 : 128;
    String length = cidr.substring(slash + 1);
    boolean fits = length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits;
    return fits
        ? Optional.empty()
        : Optional.of("'" + cidr + "' does not end in a prefix length of at most " + bits);
  }

  private static boolean isNetwork(String address) {
    return address.matches("0[.]0[.]0[.]0|::") || isAddress(address);
  }
}
