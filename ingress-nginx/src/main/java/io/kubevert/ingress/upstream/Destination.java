package io.kubevert.ingress.upstream;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.exchange.UpstreamTls;
import java.util.Optional;

/**
 * Whom a request goes to, and how it is spoken to.
 *
 * @param encrypted whether over TLS
 * @param binary whether by HTTP/2
 * @param name as whom the other side is addressed in TLS' handshake; without one that would be its
 *     address, which no server name is sent for
 */
public record Destination(
    Endpoint endpoint, boolean encrypted, boolean binary, Optional<String> name, UpstreamTls tls) {

  /** Without TLS, by HTTP/1.1. */
  public static Destination plain(Endpoint endpoint) {
    return new Destination(endpoint, false, false, Optional.empty(), UpstreamTls.DEFAULT);
  }

  /** By what the Ingress of an exchange says. */
  public static Destination of(Exchange exchange, Endpoint endpoint) {
    UpstreamPolicy policy = exchange.location().config().upstream();
    boolean encrypted = policy.protocol().encrypted(exchange.client().secure());
    UpstreamTls tls = policy.tls();
    boolean named = encrypted && (tls.indicated() || tls.authorities().isPresent());
    return new Destination(
        endpoint,
        encrypted,
        policy.protocol().isGrpc(),
        named ? tls.name().or(() -> Optional.of(serviceName(exchange))) : Optional.empty(),
        tls);
  }

  private static String serviceName(Exchange exchange) {
    return exchange
        .backend()
        .map(backend -> backend.service() + "." + backend.namespace() + ".svc")
        .orElse(exchange.authority().host());
  }
}
