package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.feature.IngressScope;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code limit-connections}: more requests of one client under way at once are answered 503. As in
 * nginx, a connection counts while a request is on it.
 */
public final class ConnectionLimit implements Filter {

  private final int most;
  private final int status;
  private final ClientKey clients;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  private ConnectionLimit(int most, ClientKey clients, int status) {
    this.status = status;
    this.most = most;
    this.clients = clients;
  }

  public static Optional<Filter> read(IngressScope scope) {
    return scope
        .annotations()
        .number("limit-connections", 1, 1_000_000)
        .map(
            most ->
                new ConnectionLimit(
                    most, ClientKey.read(scope), scope.options().limits().tooManyConnections()));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return clients.of(exchange).map(client -> count(exchange, client)).orElse(PASS);
  }

  private Future<Verdict> count(Exchange exchange, String client) {
    int now = underWay.merge(client, 1, Integer::sum);
    exchange
        .changes()
        .onEnd(
            () -> underWay.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1));
    return now <= most ? PASS : exchange.answer(status);
  }

  @Override
  public String toString() {
    return "ConnectionLimit[" + most + "]";
  }
}
