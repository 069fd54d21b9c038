package io.kubevert.ingress.feature.mirror;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.ServiceUrl;
import io.kubevert.ingress.feature.IngressScope;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code mirror-target}, {@code mirror-host} and {@code mirror-request-body}.
 *
 * @param target a URL; nginx' variables in it are replaced
 * @param host sent instead of the target's
 * @param body whether the copy has the client's body, too
 */
public record Mirror(String target, Optional<String> host, boolean body) implements Filter {

  public static Optional<Filter> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<String> host =
        annotations.parsed(
            "mirror-host",
            text ->
                text.matches("[A-Za-z0-9.:$_{}-]{1,255}") ? Optional.of(text) : Optional.empty(),
            "a host");
    boolean body = annotations.onOff("mirror-request-body", true);
    return annotations
        .parsed(
            "mirror-target",
            text -> text.matches("https?://[\\x21-\\x7e]+") ? Optional.of(text) : Optional.empty(),
            "an http or https URL")
        .map(
            target -> {
              ServiceUrl.backend(target).ifPresent(scope::upstream);
              return new Mirror(target, host, body);
            });
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    new MirrorRequest(this, exchange).start();
    return PASS;
  }
}
