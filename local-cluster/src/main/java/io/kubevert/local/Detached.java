package io.kubevert.local;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A future that belongs to no Vert.x. What follows a Vert.x' close must hang on such a one: a
 * future that a closed Vert.x is to complete never completes.
 */
final class Detached {

  private Detached() {}

  static <T> Future<T> from(Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(promise);
    return promise.future();
  }
}
