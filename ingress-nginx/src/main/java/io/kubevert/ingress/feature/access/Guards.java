package io.kubevert.ingress.feature.access;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The guards of an Ingress together: by {@code satisfy} all of them must admit a request, or any.
 *
 * @param any whether one that admits is enough
 */
public record Guards(List<Guard> guards, boolean any) implements Filter {
  private static final int UNAUTHORIZED = 401;

  private enum Satisfy {
    ALL,
    ANY
  }

  /** Of no guards at all there is no filter. */
  public static Optional<Filter> of(Annotations annotations, List<Guard> guards) {
    boolean any = annotations.choice("satisfy", Satisfy.class, Satisfy.ALL) == Satisfy.ANY;
    return guards.isEmpty() ? Optional.empty() : Optional.of(new Guards(guards, any));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return any ? ask(exchange, 0, Optional.empty()) : ask(exchange, 0);
  }

  private Future<Verdict> ask(Exchange exchange, int next) {
    if (next == guards.size()) {
      return PASS;
    }
    return guards
        .get(next)
        .decide(exchange)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Admitted() -> ask(exchange, next + 1);
                  case Decision.Refused refused -> refuse(exchange, refused);
                });
  }

  private Future<Verdict> ask(Exchange exchange, int next, Optional<Decision.Refused> worst) {
    if (next == guards.size()) {
      return refuse(exchange, worst.orElseThrow());
    }
    return guards
        .get(next)
        .decide(exchange)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Admitted() -> PASS;
                  case Decision.Refused refused ->
                      ask(exchange, next + 1, Optional.of(moreHelpful(worst, refused)));
                });
  }

  /** Who can still prove who he is shall be asked to. */
  private static Decision.Refused moreHelpful(
      Optional<Decision.Refused> before, Decision.Refused now) {
    return before.filter(refused -> refused.status() == UNAUTHORIZED).orElse(now);
  }

  private static Future<Verdict> refuse(Exchange exchange, Decision.Refused refused) {
    refused.headers().forEach(exchange.response()::putHeader);
    return refused.headers().containsKey("Location")
        ? exchange.redirect(refused.status(), refused.headers().get("Location"))
        : exchange.answer(refused.status());
  }
}
