package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.time.Duration;

/**
 * How connections whose bytes are passed on as they are reach a backend.
 *
 * @param idle how long nothing may move on one ({@code proxy-stream-timeout})
 * @param tries how many endpoints are tried; 0 for all ({@code proxy-stream-next-upstream}, {@code
 *     proxy-stream-next-upstream-tries})
 * @param within for how long another one is tried; nothing for as long as there are others ({@code
 *     proxy-stream-next-upstream-timeout})
 */
public record StreamOptions(Duration idle, int tries, Duration within) {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int TRIES = 3;

  static StreamOptions read(Annotations values) {
    int tries = values.number("proxy-stream-next-upstream-tries", 0, 1_000).orElse(TRIES);
    return new StreamOptions(
        values.positiveTime("proxy-stream-timeout", TIMEOUT),
        values.flag("proxy-stream-next-upstream", true) ? tries : 1,
        values.time("proxy-stream-next-upstream-timeout", TIMEOUT));
  }

  /**
   * Whether another endpoint is tried.
   *
   * @param tried how many were
   * @param nanos how long that took
   */
  public boolean goOn(int tried, long nanos) {
    return (tries == 0 || tried < tries) && (within.isZero() || nanos < within.toNanos());
  }
}
