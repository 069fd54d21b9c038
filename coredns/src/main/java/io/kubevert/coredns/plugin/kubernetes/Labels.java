package io.kubevert.coredns.plugin.kubernetes;

import java.nio.charset.StandardCharsets;
import org.xbill.DNS.Name;

/** Labels of names, read as lower case. */
final class Labels {
  private Labels() {}

  static String text(Name name, int index) {
    byte[] counted = name.getLabel(index);
    byte[] label = new byte[counted.length - 1];
    for (int i = 0; i < label.length; i++) {
      label[i] = lowerCase(counted[i + 1]);
    }
    return new String(label, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether a label is this text.
   *
   * @param counted its octets, their number in front
   * @param text in lower case
   */
  static boolean is(byte[] counted, String text) {
    if (counted.length != text.length() + 1) {
      return false;
    }
    for (int i = 1; i < counted.length; i++) {
      if (lowerCase(counted[i]) != text.charAt(i - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Neither letter case nor another property of octets beyond ASCII counts (RFC 4343). */
  static byte lowerCase(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
  }
}
