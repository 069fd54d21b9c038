package io.kubevert.ingress.feature.body;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code proxy-body-size} (1m by default, 0 for any size): a longer body is answered 413.
 *
 * @param bytes the longest body that is taken
 */
public record BodySizeLimit(long bytes) implements Filter {
  private static final int TOO_LARGE = 413;
  private static final long DEFAULT = 1 << 20;

  public static Optional<Filter> read(Annotations annotations) {
    long bytes = annotations.size("proxy-body-size", DEFAULT);
    return bytes == 0 ? Optional.empty() : Optional.of(new BodySizeLimit(bytes));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    if (!exchange.hasBody()) {
      return PASS;
    }
    String length = exchange.request().getHeader("content-length");
    if (length != null && Long.parseLong(length) > bytes) {
      return exchange.answer(TOO_LARGE);
    }
    exchange.limitBody(bytes);
    return PASS;
  }
}
