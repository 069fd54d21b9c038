package io.kubevert.ingress.feature.rate;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code limit-rate} and {@code limit-rate-after}, in kilobytes: how fast each answer is sent.
 *
 * @param bytesPerSecond never 0
 * @param after how many bytes are sent first as fast as they come
 */
public record AnswerRate(long bytesPerSecond, long after) implements Filter {
  private static final int MOST = 100_000_000;
  private static final int KILO = 1024;

  public static Optional<Filter> read(Annotations annotations) {
    long after = annotations.number("limit-rate-after", 0, MOST).orElse(0);
    return annotations
        .number("limit-rate", 0, MOST)
        .filter(rate -> rate > 0)
        .map(rate -> new AnswerRate((long) rate * KILO, after * KILO));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .passBodyThrough(
            target -> {
              PacedStream stream =
                  new PacedStream(
                      exchange.worker().vertx(), target, new Pace(bytesPerSecond, after));
              exchange.changes().onEnd(stream::stop);
              return stream;
            });
    return PASS;
  }
}
