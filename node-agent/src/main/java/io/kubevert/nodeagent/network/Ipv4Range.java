package io.kubevert.nodeagent.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses, as in {@code 10.233.64.0/24}.
 *
 * @param first the lowest address as an unsigned number; no bit below the prefix is set
 */
public record Ipv4Range(long first, int prefixLength) {
  private static final int BITS = 32;
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  /**
   * @throws IllegalArgumentException if the text is no address with a prefix length
   */
  public static Ipv4Range parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || !isAddress(parts[0]) || !parts[1].matches("\\d{1,2}")) {
      throw new IllegalArgumentException("not an IPv4 range: " + text);
    }
    int prefixLength = Integer.parseInt(parts[1]);
    if (prefixLength > BITS) {
      throw new IllegalArgumentException("not an IPv4 range: " + text);
    }
    long size = 1L << (BITS - prefixLength);
    return new Ipv4Range(number(parts[0]) / size * size, prefixLength);
  }

  public static boolean isAddress(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (Integer.parseInt(matcher.group(group)) > 255) {
        return false;
      }
    }
    return true;
  }

  /** How many addresses there are, the first and the last included. */
  public long size() {
    return 1L << (BITS - prefixLength);
  }

  /** The address at an offset from the lowest. */
  public String address(long offset) {
    long value = first + offset;
    return (value >> 24 & 255)
        + "."
        + (value >> 16 & 255)
        + "."
        + (value >> 8 & 255)
        + "."
        + (value & 255);
  }

  public boolean contains(String address) {
    long value = number(address);
    return value >= first && value < first + size();
  }

  @Override
  public String toString() {
    return address(0) + "/" + prefixLength;
  }

  private static long number(String address) {
    long value = 0;
    for (String part : address.split("\\.")) {
      value = value << 8 | Integer.parseInt(part);
    }
    return value;
  }
}
