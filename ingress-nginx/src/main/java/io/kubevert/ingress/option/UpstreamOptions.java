package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.time.Duration;

/**
 * How connections to backends are kept, by each event loop for itself. Read when the listeners are
 * opened, but for the last one.
 *
 * @param connections how many that nothing is asked on ({@code upstream-keepalive-connections})
 * @param requests after how many one ends ({@code upstream-keepalive-requests})
 * @param idle how long one is kept that nothing is asked on ({@code upstream-keepalive-timeout})
 * @param life how long one is used in all ({@code upstream-keepalive-time})
 * @param retriesAll whether what may have had an effect is asked of another endpoint, too ({@code
 *     retry-non-idempotent})
 */
public record UpstreamOptions(
    int connections, int requests, Duration idle, Duration life, boolean retriesAll) {
  private static final int CONNECTIONS = 320;
  private static final int REQUESTS = 10_000;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration LIFE = Duration.ofHours(1);

  static UpstreamOptions read(Annotations values) {
    return new UpstreamOptions(
        values.number("upstream-keepalive-connections", 0, 1_000_000).orElse(CONNECTIONS),
        values.number("upstream-keepalive-requests", 1, Integer.MAX_VALUE).orElse(REQUESTS),
        values.positiveTime("upstream-keepalive-timeout", IDLE),
        values.positiveTime("upstream-keepalive-time", LIFE),
        values.flag("retry-non-idempotent", false));
  }
}
