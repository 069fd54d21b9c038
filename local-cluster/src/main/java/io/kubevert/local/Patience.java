package io.kubevert.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks again and again until an answer succeeds.
 *
 * @param limit after which the last failure counts
 */
record Patience(Vertx vertx, Duration pause, Duration limit) {

  <T> Future<T> until(Supplier<Future<T>> question) {
    return until(question, System.nanoTime() + limit.toNanos());
  }

  private <T> Future<T> until(Supplier<Future<T>> question, long deadline) {
    return question
        .get()
        .recover(
            failure ->
                System.nanoTime() > deadline
                    ? Future.failedFuture(failure)
                    : vertx
                        .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(later -> until(question, deadline)));
  }
}
