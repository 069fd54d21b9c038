package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code app-root}: who asks for {@code /} is sent to the application, with 302.
 *
 * @param path a path
 */
public record AppRoot(String path) implements Filter {
  private static final int FOUND = 302;

  public static Optional<Filter> read(Annotations annotations) {
    return annotations
        .parsed(
            "app-root",
            text -> text.matches("/[\\x21-\\x7e]*") ? Optional.of(text) : Optional.empty(),
            "a path")
        .map(AppRoot::new);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return exchange.path().equals("/")
        ? exchange.redirect(FOUND, exchange.client().scheme() + "://" + exchange.authority() + path)
        : PASS;
  }
}
