package io.kubevert.ingress.sync;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Decides when. A lone request runs at once; requests within a short time of the last run are taken
 * together at the end of it.
 */
final class CoalescingRunner {
  private final Vertx vertx;
  private final long gapNanos;
  private final Runnable work;
  private boolean pending;
  private long lastRun;

  CoalescingRunner(Vertx vertx, Duration gap, Runnable work) {
    this.vertx = vertx;
    this.gapNanos = gap.toNanos();
    this.work = work;
    this.lastRun = System.nanoTime() - gapNanos;
  }

  void request() {
    if (pending) {
      return;
    }
    pending = true;
    long wait = lastRun + gapNanos - System.nanoTime();
    if (wait <= 0) {
      vertx.runOnContext(ignored -> run());
    } else {
      vertx.setTimer(Math.max(1, wait / 1_000_000), fired -> run());
    }
  }

  private void run() {
    pending = false;
    work.run();
    lastRun = System.nanoTime();
  }
}
