package io.kubevert.kubeproxy;

import java.net.InetAddress;
import java.util.Optional;

/** Says what is wrong with an address or a CIDR of the configuration. */
final class Cidrs {
  private Cidrs() {}

  static Optional<String> checkAddress(String address) {
    try {
      InetAddress.ofLiteral(address);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("'" + address + "' is not an IP address");
    }
  }

  static Optional<String> check(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || checkAddress(cidr.substring(0, slash)).isPresent()) {
      return Optional.of("'" + cidr + "' is not a CIDR, as in 10.233.0.0/18");
    }
    int bits = cidr.indexOf(':') < 0 ? 32 : 128;
    String length = cidr.substring(slash + 1);
    boolean fits = length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits;
    return fits
        ? Optional.empty()
        : Optional.of("'" + cidr + "' does not end in a prefix length of at most " + bits);
  }
}
