package io.kubevert.ingress.proxy;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The time-outs of all requests of one event loop. Nearly none of them ever fires, so that one tick
 * that looks at all of them costs less than a timer for each.
 */
final class Deadlines {
  private static final long TICK_MILLIS = 20;

  private final Set<Deadline> pending = new HashSet<>();

  /** One time-out; to be put off as often as something moves. */
  final class Deadline {
    private final long limitNanos;
    private final Runnable action;
    private long since = System.nanoTime();

    private Deadline(long limitNanos, Runnable action) {
      this.limitNanos = limitNanos;
      this.action = action;
    }

    void putOff() {
      since = System.nanoTime();
    }

    void cancel() {
      pending.remove(this);
    }
  }

  /** Starts to look; ends with the context. */
  Deadlines(Vertx vertx) {
    vertx.setPeriodic(TICK_MILLIS, fired -> look());
  }

  /** Has something done once it is not put off or cancelled for so long. */
  Deadline start(long limitNanos, Runnable action) {
    Deadline deadline = new Deadline(limitNanos, action);
    pending.add(deadline);
    return deadline;
  }

  private void look() {
    if (pending.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    List<Deadline> passed = new ArrayList<>();
    for (Deadline each : pending) {
      if (now - each.since >= each.limitNanos) {
        passed.add(each);
      }
    }
    for (Deadline each : passed) {
      pending.remove(each);
      each.action.run();
    }
  }
}
