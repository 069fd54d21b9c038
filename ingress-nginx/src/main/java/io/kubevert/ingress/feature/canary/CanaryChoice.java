package io.kubevert.ingress.feature.canary;

import io.kubevert.ingress.balancer.SessionCookie;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.exchange.Canary;
import io.kubevert.ingress.exchange.CanaryPolicy;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.route.BoundedText;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Sends a request to the canary of its rule if that one takes it. */
public record CanaryChoice() implements Filter {
  private static final String ALWAYS = "always";
  private static final String NEVER = "never";

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    Optional<Canary> canary = exchange.location().canary();
    if (canary.isPresent() && isServed(canary.get(), exchange) && takes(canary.get(), exchange)) {
      exchange.redirectTo(canary.get());
    }
    return PASS;
  }

  private static boolean isServed(Canary canary, Exchange exchange) {
    return !exchange.snapshot().backend(canary.backend()).endpoints().isEmpty();
  }

  private static boolean takes(Canary canary, Exchange exchange) {
    return session(canary, exchange)
        .or(() -> byHeader(canary.policy(), exchange))
        .or(() -> byCookie(canary.policy(), exchange))
        .orElseGet(() -> byChance(canary.policy()));
  }

  /** A session stays where it began. */
  private static Optional<Boolean> session(Canary canary, Exchange exchange) {
    if (!(exchange.balancing() instanceof Balancing.StickyCookie cookie)
        || !cookie.keptByCanary()
        || canary.policy().legacy()) {
      return Optional.empty();
    }
    if (exchange.backend().filter(key -> SessionCookie.isOf(exchange, cookie, key)).isPresent()) {
      return Optional.of(false);
    }
    return SessionCookie.isOf(exchange, cookie, canary.backend())
        ? Optional.of(true)
        : Optional.empty();
  }

  private static Optional<Boolean> byHeader(CanaryPolicy policy, Exchange exchange) {
    Optional<String> sent = policy.header().map(name -> exchange.request().getHeader(name));
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    if (policy.headerValue().isPresent()) {
      return policy.headerValue().filter(sent.get()::equals).map(same -> true);
    }
    if (policy.headerPattern().isPresent()) {
      return BoundedText.find(policy.headerPattern().get(), sent.get()).map(found -> true);
    }
    return word(sent.get());
  }

  private static Optional<Boolean> byCookie(CanaryPolicy policy, Exchange exchange) {
    return policy
        .cookie()
        .map(name -> exchange.request().getCookie(name))
        .flatMap(cookie -> word(cookie.getValue()));
  }

  private static Optional<Boolean> word(String value) {
    return switch (value) {
      case ALWAYS -> Optional.of(true);
      case NEVER -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static boolean byChance(CanaryPolicy policy) {
    return policy.weight() > 0
        && ThreadLocalRandom.current().nextInt(policy.weightTotal()) < policy.weight();
  }
}
