package io.kubevert.apiserver.controller.node;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses in CIDR notation.
 *
 * @param first its first address as an unsigned number
 */
public record Ipv4Range(long first, int prefixLength) {
  private static final int BITS = 32;
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /**
   * @throws IllegalArgumentException if the text is not an IPv4 network
   */
  public static Ipv4Range parse(String text) {
    Matcher matcher = CIDR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an IPv4 network as in 10.233.64.0/18");
    }
    long address = 0;
    for (int octet = 1; octet <= 4; octet++) {
      address = address << 8 | inRange(text, matcher.group(octet), 255);
    }
    int prefixLength = inRange(text, matcher.group(5), BITS);
    long size = 1L << (BITS - prefixLength);
    return new Ipv4Range(address / size * size, prefixLength);
  }

  private static int inRange(String text, String number, int most) {
    int value = Integer.parseInt(number);
    if (value > most) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an IPv4 network: " + number + " is above " + most);
    }
    return value;
  }

  /** How many blocks of a prefix length it holds. */
  int blocks(int blockPrefixLength) {
    return 1 << (blockPrefixLength - prefixLength);
  }

  /** The block of a prefix length that has an index, from 0. */
  Ipv4Range block(int index, int blockPrefixLength) {
    return new Ipv4Range(first + ((long) index << (BITS - blockPrefixLength)), blockPrefixLength);
  }

  boolean overlaps(Ipv4Range other) {
    return first < other.first + other.size() && other.first < first + size();
  }

  private long size() {
    return 1L << (BITS - prefixLength);
  }

  @Override
  public String toString() {
    return (first >> 24 & 255)
        + "."
        + (first >> 16 & 255)
        + "."
        + (first >> 8 & 255)
        + "."
        + (first & 255)
        + "/"
        + prefixLength;
  }
}
