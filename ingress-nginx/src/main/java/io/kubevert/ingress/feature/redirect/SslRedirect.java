package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code ssl-redirect} (on by default, for hosts under {@code tls}) and {@code force-ssl-redirect}:
 * plain requests are answered 308, with {@code https} instead of {@code http}.
 *
 * @param always also for hosts without a certificate
 */
public record SslRedirect(boolean always) implements Filter {
  private static final int PERMANENT = 308;

  public static Optional<Filter> read(Annotations annotations) {
    boolean forced = annotations.flag("force-ssl-redirect", false);
    return forced || annotations.flag("ssl-redirect", true)
        ? Optional.of(new SslRedirect(forced))
        : Optional.empty();
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    boolean wanted = always || exchange.location().secured();
    return wanted && !exchange.client().secure()
        ? exchange.redirect(PERMANENT, "https://" + exchange.authority().host() + exchange.uri())
        : PASS;
  }
}
