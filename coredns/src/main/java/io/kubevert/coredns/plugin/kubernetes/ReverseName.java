package io.kubevert.coredns.plugin.kubernetes;

import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Reads the address out of a name below in-addr.arpa or ip6.arpa. */
final class ReverseName {
  private static final Name V4 = Name.fromConstantString("in-addr.arpa.");
  private static final Name V6 = Name.fromConstantString("ip6.arpa.");
  private static final int V4_OCTETS = 4;
  private static final int V6_NIBBLES = 32;

  private ReverseName() {}

  static boolean isReverse(Name zone) {
    return zone.subdomain(V4) || zone.subdomain(V6);
  }

  /** The address; empty for a name of another shape or length. */
  static Optional<InetAddress> address(Name name) {
    try {
      if (name.subdomain(V4) && name.labels() == V4.labels() + V4_OCTETS) {
        return Optional.of(InetAddress.ofLiteral(v4(name)));
      }
      if (name.subdomain(V6) && name.labels() == V6.labels() + V6_NIBBLES) {
        return Optional.of(InetAddress.ofLiteral(v6(name)));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String v4(Name name) {
    StringBuilder text = new StringBuilder();
    for (int i = V4_OCTETS - 1; i >= 0; i--) {
      text.append(name.getLabelString(i)).append(i > 0 ? "." : "");
    }
    return text.toString();
  }

  private static String v6(Name name) {
    StringBuilder text = new StringBuilder();
    for (int i = V6_NIBBLES - 1; i >= 0; i--) {
      String nibble = name.getLabelString(i);
      if (nibble.length() != 1) {
        throw new IllegalArgumentException("not a nibble: " + nibble);
      }
      text.append(nibble).append(i % 4 == 0 && i > 0 ? ":" : "");
    }
    return text.toString();
  }
}
