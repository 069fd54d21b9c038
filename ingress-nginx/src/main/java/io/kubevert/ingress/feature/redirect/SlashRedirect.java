package io.kubevert.ingress.feature.redirect;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;

/** Adds the slash that a path lacks, as nginx does for a location that ends with one. */
public final class SlashRedirect implements Filter {
  private static final int MOVED_PERMANENTLY = 301;

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    String uri = exchange.uri();
    int query = uri.indexOf('?');
    String target = query < 0 ? uri + "/" : uri.substring(0, query) + "/" + uri.substring(query);
    return exchange.redirect(
        MOVED_PERMANENTLY, exchange.client().scheme() + "://" + exchange.authority() + target);
  }

  @Override
  public String toString() {
    return "SlashRedirect";
  }
}
