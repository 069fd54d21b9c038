package io.kubevert.coredns.corefile;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The reverse zones of a network: one, or several where its prefix ends between two labels. */
final class ReverseZones {
  private static final int MOST_ZONES = 256;

  private ReverseZones() {}

  /**
   * @param cidr as in {@code 10.233.0.0/18}
   * @throws IllegalArgumentException if it is not a network
   */
  static List<Name> of(String cidr) throws TextParseException {
    int slash = cidr.indexOf('/');
    byte[] address = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    boolean v4 = address.length == 4;
    int bitsPerLabel = v4 ? 8 : 4;
    if (prefix < 0 || prefix > address.length * 8) {
      throw new IllegalArgumentException("a prefix length outside the address");
    }
    int labels = (prefix + bitsPerLabel - 1) / bitsPerLabel;
    int free = labels * bitsPerLabel - prefix;
    List<Name> zones = new ArrayList<>();
    for (int i = 0; i < Math.min(1 << free, MOST_ZONES); i++) {
      StringBuilder zone = new StringBuilder();
      for (int label = labels - 1; label >= 0; label--) {
        int value = value(address, label, bitsPerLabel);
        if (label == labels - 1) {
          value = (value >> free << free) + i;
        }
        zone.append(v4 ? Integer.toString(value) : Integer.toHexString(value)).append('.');
      }
      zones.add(Name.fromString(zone + (v4 ? "in-addr.arpa." : "ip6.arpa.")));
    }
    return zones;
  }

  private static int value(byte[] address, int label, int bitsPerLabel) {
    if (bitsPerLabel == 8) {
      return address[label] & 0xff;
    }
    int octet = address[label / 2] & 0xff;
    return label % 2 == 0 ? octet >> 4 : octet & 0xf;
  }
}
