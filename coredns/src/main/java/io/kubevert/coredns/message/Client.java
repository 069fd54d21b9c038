package io.kubevert.coredns.message;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who asks, and how.
 *
 * @param address the client's address; the server's own for a question that it asks itself
 * @param server the address at which it asks, as it is listened on
 */
public record Client(InetSocketAddress address, Transport transport, InetSocketAddress server) {

  /** How a question arrived. */
  public enum Transport {
    UDP("udp"),
    TCP("tcp"),
    /** RFC 8484; for metrics and the log TCP, as CoreDNS counts it. */
    HTTPS("tcp"),
    /** Asked by the server itself, as when it follows a CNAME. */
    INTERNAL("internal");

    private final String label;

    Transport(String label) {
      this.label = label;
    }

    /** The name that metrics and the log use. */
    public String label() {
      return label;
    }
  }

  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  public static final Client SELF = new Client(NOWHERE, Transport.INTERNAL, NOWHERE);
}
