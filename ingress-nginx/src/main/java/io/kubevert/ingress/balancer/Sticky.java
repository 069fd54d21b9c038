package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Balancing.StickyCookie;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Location;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The endpoint that a client's cookie stands for.
 *
 * <p>The cookie's value needs no memory here, so that every proxy understands it. In balanced mode
 * it is a random key, whose endpoint {@link Rendezvous} finds: a new endpoint gets its share of the
 * sessions. In persistent mode it names the endpoint by a hash: the session stays while that one is
 * there. A bar and a hash of the backend follow, as in ingress-nginx.
 */
final class Sticky implements Balancer {
  private final StickyCookie cookie;
  private final String backend;
  private final Balancer others;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * @param others chooses for clients that are new
   */
  Sticky(
      StickyCookie cookie, String backend, Balancer others, RandomGenerator random, Clock clock) {
    this.cookie = cookie;
    this.backend = SessionCookie.owner(backend);
    this.others = others;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public Endpoint choose(List<Endpoint> endpoints, Exchange exchange) {
    Optional<String> known = SessionCookie.key(exchange, cookie, backend);
    boolean retry = !exchange.attempts().isEmpty();
    if (known.isPresent()) {
      Optional<Endpoint> home = home(endpoints, known.get());
      if (home.isPresent() && !(retry && cookie.changeOnFailure())) {
        return home.get();
      }
      if (retry && !cookie.changeOnFailure()) {
        return others.choose(endpoints, exchange);
      }
    }
    return settle(endpoints, exchange);
  }

  private Optional<Endpoint> home(List<Endpoint> endpoints, String key) {
    return cookie.persistent()
        ? endpoints.stream()
            .filter(endpoint -> SessionCookie.name(endpoint).equals(key))
            .findFirst()
        : Optional.of(Rendezvous.choose(endpoints, key));
  }

  private Endpoint settle(List<Endpoint> endpoints, Exchange exchange) {
    String key;
    Endpoint endpoint;
    if (cookie.persistent()) {
      endpoint = others.choose(endpoints, exchange);
      key = SessionCookie.name(endpoint);
    } else {
      key = SessionCookie.hex(random.nextLong());
      endpoint = Rendezvous.choose(endpoints, key);
    }
    String header = header(key, exchange);
    exchange.changes().replaceAnswerCookie(cookie.name(), header);
    return endpoint;
  }

  private String header(String key, Exchange exchange) {
    StringBuilder text = new StringBuilder();
    text.append(cookie.name()).append('=').append(key).append('|').append(backend);
    text.append("; Path=").append(cookie.path().orElseGet(() -> path(exchange.location())));
    cookie.domain().ifPresent(domain -> text.append("; Domain=").append(domain));
    cookie.expires().ifPresent(after -> text.append("; Expires=").append(date(after)));
    cookie.maxAge().ifPresent(age -> text.append("; Max-Age=").append(age.toSeconds()));
    if (cookie.secure().orElse(exchange.client().secure())) {
      text.append("; Secure");
    }
    text.append("; HttpOnly");
    cookie
        .sameSite()
        .filter(site -> isUnderstood(site, exchange))
        .ifPresent(site -> text.append("; SameSite=").append(site));
    if (cookie.partitioned()) {
      text.append("; Partitioned");
    }
    return text.toString();
  }

  /** A regular expression is the path of no request. */
  private static String path(Location location) {
    return location.expression() ? "/" : location.path();
  }

  private boolean isUnderstood(String site, Exchange exchange) {
    return !cookie.conditionalNone()
        || !site.equals("None")
        || SameSite.knowsNone(exchange.request().getHeader("user-agent"));
  }

  private String date(Duration after) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        clock.instant().plus(after).atOffset(ZoneOffset.UTC));
  }

  @Override
  public void started(Endpoint endpoint) {
    others.started(endpoint);
  }

  @Override
  public void finished(Endpoint endpoint, long nanos) {
    others.finished(endpoint, nanos);
  }
}
