package io.kubevert.kubeproxy.conntrack;

import java.net.InetAddress;

/** An end of a flow. */
public record Peer(InetAddress address, int port) {

  /**
   * @param address an IP address as text, never a name
   */
  public static Peer of(String address, int port) {
    return new Peer(InetAddress.ofLiteral(address), port);
  }

  @Override
  public String toString() {
    String text = address.getHostAddress();
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }
}
