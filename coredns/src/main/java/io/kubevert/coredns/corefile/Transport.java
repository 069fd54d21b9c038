package io.kubevert.coredns.corefile;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a server block is spoken to, by the scheme of its keys. */
public enum Transport {
  /** Over UDP and TCP: RFC 1035. */
  DNS("dns://", 53),
  /** RFC 7858. */
  TLS("tls://", 853),
  /** RFC 8484. */
  HTTPS("https://", 443);

  private final String prefix;
  private final int port;

  Transport(String prefix, int port) {
    this.prefix = prefix;
    this.port = port;
  }

  /** With the colon and the slashes. */
  public String prefix() {
    return prefix;
  }

  /** The port unless one is written. */
  public int port() {
    return port;
  }

  /** Whether it needs a certificate. */
  public boolean isSecure() {
    return this != DNS;
  }

  /** By the scheme that a text begins with, if it begins with one. */
  public static Optional<Transport> of(String key) {
    return Arrays.stream(values()).filter(one -> key.startsWith(one.prefix)).findFirst();
  }

  /** All schemes, for a message. */
  public static String schemes() {
    return Arrays.stream(values()).map(Transport::prefix).collect(Collectors.joining(", "));
  }
}
