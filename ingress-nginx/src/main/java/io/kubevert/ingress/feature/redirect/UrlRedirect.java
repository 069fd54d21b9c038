package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.Variables;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code temporal-redirect} (302) and {@code permanent-redirect} (301), with {@code -code} each;
 * the temporal one wins.
 *
 * @param target a URL; nginx' variables in it are replaced
 */
public record UrlRedirect(int status, String target) implements Filter {
  private static final int FOUND = 302;
  private static final int MOVED = 301;

  public static Optional<Filter> read(Annotations annotations) {
    return read(annotations, "temporal-redirect", FOUND)
        .or(() -> read(annotations, "permanent-redirect", MOVED));
  }

  private static Optional<Filter> read(Annotations annotations, String name, int fallback) {
    int status = annotations.number(name + "-code", 300, 308).orElse(fallback);
    return annotations
        .headerText(name)
        .flatMap(
            text ->
                annotations.parsed(
                    name,
                    url -> url.matches("(https?://|\\$|/).*") ? Optional.of(url) : Optional.empty(),
                    "a URL"))
        .map(url -> new UrlRedirect(status, url));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return exchange.redirect(status, Variables.expand(target, exchange));
  }
}
