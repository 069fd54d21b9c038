package io.kubevert.local;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/** Measures the steps of a start and says in which of them it failed. */
record Steps(BootListener listener) {

  <T> Future<T> timed(String name, Supplier<Future<T>> step) {
    long started = System.nanoTime();
    return step.get()
        .onSuccess(done -> listener.done(name, Duration.ofNanos(System.nanoTime() - started)))
        .recover(failure -> Future.failedFuture(new StepFailedException(name, failure)));
  }
}
