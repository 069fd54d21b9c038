package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.Variables;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code proxy-redirect-from} and {@code proxy-redirect-to}: changes {@code Location} and {@code
 * Refresh} of what backends answer.
 *
 * @param replacement nginx' variables in its target are replaced
 */
public record ProxyRedirect(Replacement replacement) implements Filter {
  private static final String OFF = "off";
  private static final String URL = "url=";

  public static Optional<Filter> read(Annotations annotations) {
    Optional<String> from = annotations.headerText("proxy-redirect-from");
    Optional<String> to = annotations.headerText("proxy-redirect-to");
    if (from.isEmpty() || to.isEmpty() || from.get().equals(OFF) || to.get().equals(OFF)) {
      return Optional.empty();
    }
    return annotations
        .parsed(
            "proxy-redirect-from",
            text -> Replacement.of(text, to.get()),
            "a text or a regular expression")
        .map(ProxyRedirect::new);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange.changes().onBackendAnswer(() -> change(exchange));
    return PASS;
  }

  private void change(Exchange exchange) {
    MultiMap headers = exchange.response().headers();
    String location = headers.get("location");
    if (location != null) {
      replace(location, exchange).ifPresent(text -> headers.set("location", text));
    }
    String refresh = headers.get("refresh");
    int url = refresh == null ? -1 : refresh.toLowerCase(Locale.ROOT).indexOf(URL);
    if (url >= 0) {
      int start = url + URL.length();
      replace(refresh.substring(start), exchange)
          .ifPresent(text -> headers.set("refresh", refresh.substring(0, start) + text));
    }
  }

  private Optional<String> replace(String text, Exchange exchange) {
    return replacement.apply(text).map(replaced -> Variables.expand(replaced, exchange));
  }
}
