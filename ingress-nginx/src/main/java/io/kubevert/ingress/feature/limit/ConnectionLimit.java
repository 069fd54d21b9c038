package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code limit-connections}: more requests of one client under way at once are answered 503. As in
 * nginx, a connection counts while a request is on it.
 */
public final class ConnectionLimit implements Filter {
  private static final int UNAVAILABLE = 503;

  private final int most;
  private final ExemptAddresses exempt;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  private ConnectionLimit(int most, ExemptAddresses exempt) {
    this.most = most;
    this.exempt = exempt;
  }

  public static Optional<Filter> read(Annotations annotations) {
    return annotations
        .number("limit-connections", 1, 1_000_000)
        .map(most -> new ConnectionLimit(most, ExemptAddresses.read(annotations)));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    String client = exchange.client().address();
    if (exempt.contains(client)) {
      return PASS;
    }
    int now = underWay.merge(client, 1, Integer::sum);
    exchange.onEnd(
        () -> underWay.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1));
    return now <= most ? PASS : exchange.answer(UNAVAILABLE);
  }

  @Override
  public String toString() {
    return "ConnectionLimit[" + most + "]";
  }
}
