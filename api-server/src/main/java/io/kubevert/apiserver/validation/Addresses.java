package io.kubevert.apiserver.validation;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/** IP addresses in fields. */
public final class Addresses {
  /** What is wrong with a text that is no address. */
  public static final String FAULT =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

  private Addresses() {}

  /** Reads an address without ever asking DNS; empty if the text is not one. */
  public static Optional<InetAddress> parse(String text) {
    try {
      boolean plain = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || text.contains(":");
      return plain && !text.contains("%") && !text.contains("[")
          ? Optional.of(InetAddress.ofLiteral(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address as Kubernetes writes it: for IPv6 the form of RFC 5952. */
  public static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  public static void requireIp(String text, String path, FieldErrors errors) {
    if (parse(text).isEmpty()) {
      errors.invalid(path, text, FAULT);
    }
  }

  /** Why the address cannot be that of an endpoint; empty when it can. */
  public static Optional<String> specialUse(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return Optional.of("may not be unspecified (" + text(address) + ")");
    }
    if (address.isLoopbackAddress()) {
      return Optional.of("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    return address.isMulticastAddress()
        ? Optional.of("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
        : Optional.empty();
  }
}
