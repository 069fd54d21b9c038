package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;

/**
 * {@code from-to-www-redirect}: who asks for the host with {@code www.} in front, or without, is
 * sent to the one that the Ingress names.
 */
public record WwwRedirect(int status, String host) implements Filter {
  private static final String WWW = "www.";

  public static boolean isAskedFor(Annotations annotations) {
    return annotations.flag("from-to-www-redirect", false);
  }

  /** The host that leads to this one. */
  public static String counterpart(String host) {
    return host.startsWith(WWW) ? host.substring(WWW.length()) : WWW + host;
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    String port = exchange.authority().port() > 0 ? ":" + exchange.authority().port() : "";
    return exchange.redirect(
        status, exchange.client().scheme() + "://" + host + port + exchange.uri());
  }
}
