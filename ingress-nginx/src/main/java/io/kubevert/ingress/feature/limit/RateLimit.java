package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.feature.IngressScope;
import io.vertx.core.Future;
import java.util.Optional;

/** {@code limit-rps} or {@code limit-rpm}: what comes faster is answered 503. */
public final class RateLimit implements Filter {
  private static final int BURST_MULTIPLIER = 5;
  private static final double SECONDS_PER_MINUTE = 60;

  private final String description;
  private final int status;
  private final ClientKey clients;
  private final LeakyBucket bucket;

  private RateLimit(String description, int status, ClientKey clients, LeakyBucket bucket) {
    this.description = description;
    this.status = status;
    this.clients = clients;
    this.bucket = bucket;
  }

  public static Optional<Filter> perMinute(IngressScope scope) {
    return read(scope, "limit-rpm", SECONDS_PER_MINUTE);
  }

  public static Optional<Filter> perSecond(IngressScope scope) {
    return read(scope, "limit-rps", 1);
  }

  private static Optional<Filter> read(IngressScope scope, String name, double seconds) {
    Annotations annotations = scope.annotations();
    int multiplier =
        annotations.number("limit-burst-multiplier", 1, 1_000_000).orElse(BURST_MULTIPLIER);
    return annotations
        .number(name, 1, 1_000_000_000)
        .map(
            rate ->
                new RateLimit(
                    name + "=" + rate,
                    scope.options().limits().tooManyRequests(),
                    ClientKey.read(scope),
                    new LeakyBucket(rate / seconds, (double) rate * multiplier)));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    Optional<String> client = clients.of(exchange);
    return client.isEmpty() || bucket.take(client.get(), System.nanoTime())
        ? PASS
        : exchange.answer(status);
  }

  @Override
  public String toString() {
    return "RateLimit[" + description + "]";
  }
}
