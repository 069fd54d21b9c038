package io.kubevert.kubeproxy.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses and CIDRs as bits. */
public final class Addresses {
  private Addresses() {}

  /** An address in network order. */
  public static byte[] bytes(String address) {
    return InetAddress.ofLiteral(address).getAddress();
  }

  /** An address as Kubernetes and nftables write it: for IPv6 the form of RFC 5952. */
  public static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /** Whether a CIDR, or an address, which is then the only one, holds all of another. */
  public static boolean contains(String cidr, String other) {
    byte[] network = bytes(base(cidr));
    byte[] inner = bytes(base(other));
    int length = prefixLength(cidr);
    if (network.length != inner.length || prefixLength(other) < length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((network[bit / 8] & mask) != (inner[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The CIDRs without those that another one holds: nftables takes no overlapping ones. */
  public static List<String> withoutNested(List<String> cidrs) {
    List<String> outermost = new ArrayList<>();
    for (String cidr : cidrs) {
      if (outermost.stream().noneMatch(known -> contains(known, cidr))) {
        outermost.removeIf(known -> contains(cidr, known));
        outermost.add(cidr);
      }
    }
    return outermost;
  }

  private static String base(String cidr) {
    int slash = cidr.indexOf('/');
    return slash < 0 ? cidr : cidr.substring(0, slash);
  }

  private static int prefixLength(String cidr) {
    int slash = cidr.indexOf('/');
    return slash < 0 ? bytes(cidr).length * 8 : Integer.parseInt(cidr.substring(slash + 1));
  }
}
