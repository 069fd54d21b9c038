package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.feature.IngressScope;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * {@code ssl-redirect} (on by default, for hosts under {@code tls}) and {@code force-ssl-redirect}:
 * plain requests are answered 308, with {@code https} instead of {@code http}, and, as
 * ingress-nginx does, without a slash at the end unless {@code preserve-trailing-slash} is set, and
 * without a port unless {@code use-port-in-redirects} is.
 *
 * @param always also for hosts without a certificate
 * @param slashKept whether a slash at the end stays
 * @param port that the host is followed by, with its colon
 * @param exceptions how paths begin that are left alone
 */
public record SslRedirect(
    int status, boolean always, boolean slashKept, String port, List<String> exceptions)
    implements Filter {

  public static Optional<Filter> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    boolean slashKept = annotations.flag("preserve-trailing-slash", false);
    boolean wanted = annotations.flag("ssl-redirect", true);
    boolean forced = annotations.flag("force-ssl-redirect", false);
    boolean portNamed = annotations.flag("use-port-in-redirects", false);
    return forced || wanted
        ? Optional.of(
            new SslRedirect(
                scope.options().redirects().status(),
                forced,
                slashKept,
                portNamed ? ":" + scope.options().listeners().flags().httpsPort() : "",
                scope.options().redirects().plain()))
        : Optional.empty();
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    boolean wanted = always || exchange.location().secured();
    return wanted
            && !exchange.client().secure()
            && exceptions.stream().noneMatch(exchange.path()::startsWith)
        ? exchange.redirect(
            status, "https://" + exchange.authority().host() + port + target(exchange.uri()))
        : PASS;
  }

  private String target(String uri) {
    return uri.endsWith("/") && !slashKept ? uri.substring(0, uri.length() - 1) : uri;
  }
}
