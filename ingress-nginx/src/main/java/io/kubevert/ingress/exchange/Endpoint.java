package io.kubevert.ingress.exchange;

/**
 * Where a request can be sent.
 *
 * @param host an address, or the DNS name of an {@code ExternalName} Service
 */
public record Endpoint(String host, int port) {

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
