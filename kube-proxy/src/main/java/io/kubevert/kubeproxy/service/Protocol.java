package io.kubevert.kubeproxy.service;

/** The transport protocols that a Service may have. */
public enum Protocol {
  TCP("tcp"),
  UDP("udp"),
  SCTP("sctp");

  private final String keyword;

  Protocol(String keyword) {
    this.keyword = keyword;
  }

  /** The protocol as nftables writes it. */
  public String keyword() {
    return keyword;
  }
}
