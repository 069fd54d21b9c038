package io.kubevert.kubeproxy.service;

import java.util.Locale;

/** The transport protocols that a Service may have. */
public enum Protocol {
  TCP("tcp", 6),
  UDP("udp", 17),
  SCTP("sctp", 132);

  private final String keyword;
  private final int number;

  Protocol(String keyword, int number) {
    this.keyword = keyword;
    this.number = number;
  }

  /**
   * @throws IllegalArgumentException if there is no such protocol
   */
  public static Protocol ofKeyword(String keyword) {
    return valueOf(keyword.toUpperCase(Locale.ROOT));
  }

  /** The protocol as nftables writes it. */
  public String keyword() {
    return keyword;
  }

  /** The number that the Internet Protocol has for it. */
  public int number() {
    return number;
  }
}
