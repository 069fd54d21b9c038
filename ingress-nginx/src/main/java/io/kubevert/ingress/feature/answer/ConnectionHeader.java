package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;

/** {@code connection-proxy-header}: the {@code Connection} header that backends are sent. */
public record ConnectionHeader(String value) implements Filter {

  public static Optional<Filter> read(Annotations annotations) {
    return annotations
        .parsed(
            "connection-proxy-header",
            text -> text.matches("(?i)keep-alive|close") ? Optional.of(text) : Optional.empty(),
            "keep-alive or close")
        .map(ConnectionHeader::new);
  }

  /** A change of protocol needs the header for itself. */
  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .onUpstream(
            headers -> {
              if (exchange.request().getHeader("upgrade") == null) {
                headers.set("Connection", value);
              }
            });
    return PASS;
  }
}
