package io.kubevert.coredns.plugin;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;

/** An address to listen on or to ask. */
public record HostAndPort(String host, int port) {

  /**
   * Reads {@code host:port}, {@code :port}, {@code [v6]:port} or a host alone.
   *
   * @param defaultHost where the host is left out
   * @param defaultPort where the port is left out
   */
  public static HostAndPort parse(Token token, String defaultHost, int defaultPort) {
    String text = token.text();
    int colon = text.lastIndexOf(':');
    boolean literalV6 = text.indexOf(':') != colon && !text.endsWith("]") && !text.contains("]:");
    if (colon < 0 || literalV6 || text.endsWith("]")) {
      return new HostAndPort(unbracketed(text), defaultPort);
    }
    String host = unbracketed(text.substring(0, colon));
    return new HostAndPort(
        host.isEmpty() ? defaultHost : host, port(token, text.substring(colon + 1)));
  }

  /**
   * Reads where a plugin's page listens, by the directive's first argument.
   *
   * @param defaultHost where the host is left out
   * @param defaultPort where the address or the port is left out
   */
  public static HostAndPort ofPage(Directive directive, String defaultHost, int defaultPort) {
    return directive
        .argument(0)
        .map(token -> parse(token, defaultHost, defaultPort))
        .orElseGet(() -> new HostAndPort(defaultHost, defaultPort));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(Token token, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw token.fault("'" + text + "' is not a port");
    }
    throw token.fault("a port is between 0 and 65535");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
