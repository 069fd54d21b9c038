package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.tls.SniKeyManager;
import java.util.Locale;

/**
 * Finds requests that came on a connection made for another host, whose TLS is not that of theirs.
 * Clients of HTTP/2 use a connection for every host that its certificate names; told 421, they open
 * one of its own (RFC 9110, 15.5.20; RFC 9113, 9.1.1).
 */
final class Misdirection {
  static final int MISDIRECTED_REQUEST = 421;

  private final SniKeyManager keys;

  Misdirection(SniKeyManager keys) {
    this.keys = keys;
  }

  boolean of(Exchange exchange) {
    if (!exchange.request().isSSL()) {
      return false;
    }
    String host = exchange.authority().host().toLowerCase(Locale.ROOT);
    boolean passedOn = exchange.location().config().passthrough();
    return (passedOn && exchange.snapshot().passthrough(host).isPresent())
        || keys.isMisdirected(exchange.request().sslSession(), host);
  }
}
