package io.kubevert.coredns.plugin;

import java.net.InetAddress;

/**
 * A range of addresses.
 *
 * @param address its first address' octets; none for every address of both families
 */
public record Network(byte[] address, int prefix) {

  /** Reads an address, a network in CIDR form, or {@code *}. */
  public static Network parse(String text) {
    if (text.equals("*")) {
      return new Network(new byte[0], 0);
    }
    int slash = text.indexOf('/');
    byte[] address =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int prefix = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > address.length * 8) {
      throw new IllegalArgumentException("a prefix length outside the address");
    }
    return new Network(address, prefix);
  }

  public boolean holds(InetAddress candidate) {
    byte[] octets = candidate.getAddress();
    if (address.length == 0) {
      return true;
    }
    if (octets.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((octets[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
