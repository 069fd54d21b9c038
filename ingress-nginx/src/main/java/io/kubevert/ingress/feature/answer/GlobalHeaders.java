package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.Variables;
import io.kubevert.ingress.option.HeaderOptions;
import io.vertx.core.Future;
import java.util.Optional;

/** Hides, adds and sends the headers that the controller's options name. */
public record GlobalHeaders(HeaderOptions options) implements Filter {

  public static Optional<Filter> of(HeaderOptions options) {
    return options.hidden().isEmpty() && options.added().isEmpty() && options.sent().isEmpty()
        ? Optional.empty()
        : Optional.of(new GlobalHeaders(options));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .onBackendAnswer(() -> options.hidden().forEach(exchange.response().headers()::remove));
    exchange.changes().onAnswer(answer -> options.added().forEach(answer::set));
    exchange
        .changes()
        .onUpstream(
            headers ->
                options
                    .sent()
                    .forEach(
                        (name, value) -> headers.set(name, Variables.expand(value, exchange))));
    return PASS;
  }
}
