package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Balancing.StickyCookie;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.vertx.core.http.Cookie;
import java.util.Optional;

/**
 * The value of a session's cookie: a key, a bar, and a hash of the backend that the session is at,
 * as in ingress-nginx.
 */
public final class SessionCookie {
  private static final long SEED = 1;

  private SessionCookie() {}

  /** Whether the client has a session with this backend. */
  public static boolean isOf(Exchange exchange, StickyCookie cookie, BackendKey backend) {
    return key(exchange, cookie, owner(backend.upstreamName())).isPresent();
  }

  /**
   * The key of the client's session with a backend.
   *
   * @param owner as of {@link #owner}
   */
  static Optional<String> key(Exchange exchange, StickyCookie cookie, String owner) {
    Cookie sent = exchange.request().getCookie(cookie.name());
    if (sent == null) {
      return Optional.empty();
    }
    int bar = sent.getValue().indexOf('|');
    return bar >= 0 && sent.getValue().substring(bar + 1).equals(owner)
        ? Optional.of(sent.getValue().substring(0, bar))
        : Optional.empty();
  }

  /** What stands for a backend in cookies. */
  static String owner(String backend) {
    return hex(Rendezvous.hash(SEED, backend));
  }

  /** What stands for an endpoint in cookies. */
  static String name(Endpoint endpoint) {
    return hex(Rendezvous.hash(SEED, endpoint.toString()));
  }

  static String hex(long number) {
    return "%016x".formatted(number);
  }
}
