package io.kubevert.coredns.testing;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what must come true. */
public final class Eventually {
  private static final int LIMIT_SECONDS = 60;

  private Eventually() {}

  /** Looks on a worker thread, again and again, until the condition holds. */
  public static void holds(Vertx vertx, Callable<Boolean> condition) throws Exception {
    Promise<Void> done = Promise.promise();
    look(vertx, condition, done);
    done.future().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void look(Vertx vertx, Callable<Boolean> condition, Promise<Void> done) {
    vertx
        .executeBlocking(condition, false)
        .onComplete(
            held -> {
              if (held) {
                done.tryComplete();
              } else {
                vertx.setTimer(5, timer -> look(vertx, condition, done));
              }
            },
            done::tryFail);
  }
}
