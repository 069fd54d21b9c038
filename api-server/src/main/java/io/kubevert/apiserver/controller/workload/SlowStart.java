package io.kubevert.apiserver.controller.workload;

import io.vertx.core.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Does the same thing many times, in batches of 1, 2, 4 and so on, and stops after a batch in which
 * any failed: what fails for all, as for want of quota, is asked for once rather than hundreds of
 * times.
 */
public final class SlowStart {
  private SlowStart() {}

  /** Succeeds when all have, else fails with a failure of the batch that was the last one. */
  public static Future<Void> run(int times, Supplier<Future<?>> once) {
    return batch(times, 1, once);
  }

  private static Future<Void> batch(int left, int size, Supplier<Future<?>> once) {
    if (left <= 0) {
      return Future.succeededFuture();
    }
    int now = Math.min(left, size);
    return Future.join(IntStream.range(0, now).<Future<?>>mapToObj(ignored -> once.get()).toList())
        .compose(ignored -> batch(left - now, size * 2, once));
  }
}
