package io.kubevert.ingress.proxy;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The time-outs of all requests of one event loop. Nearly none of them ever fires, so that one tick
 * that looks at all of them costs less than a timer for each.
 */
final class Deadlines {
  private static final long TICK_MILLIS = 20;

  /** Those that are pending lie in a ring that begins and ends here. */
  private final Deadline ring = new Deadline(0, () -> {});

  /** One time-out; to be put off as often as something moves. */
  static final class Deadline {
    private long limitNanos;
    private final Runnable action;
    private long since = System.nanoTime();
    private Deadline before = this;
    private Deadline after = this;

    private Deadline(long limitNanos, Runnable action) {
      this.limitNanos = limitNanos;
      this.action = action;
    }

    void putOff() {
      since = System.nanoTime();
    }

    /** Puts it off, and has it wait for so long from now on. */
    void putOff(long newLimitNanos) {
      limitNanos = newLimitNanos;
      putOff();
    }

    void cancel() {
      before.after = after;
      after.before = before;
      before = this;
      after = this;
    }

    private void enter(Deadline ring) {
      before = ring.before;
      after = ring;
      before.after = this;
      ring.before = this;
    }
  }

  /** Starts to look; ends with the context. */
  Deadlines(Vertx vertx) {
    vertx.setPeriodic(TICK_MILLIS, fired -> look());
  }

  /** Has something done once it is not put off or cancelled for so long. */
  Deadline start(long limitNanos, Runnable action) {
    Deadline deadline = new Deadline(limitNanos, action);
    deadline.enter(ring);
    return deadline;
  }

  private void look() {
    long now = System.nanoTime();
    List<Deadline> passed = new ArrayList<>(0);
    for (Deadline each = ring.after; each != ring; each = each.after) {
      if (now - each.since >= each.limitNanos) {
        passed.add(each);
      }
    }
    for (Deadline each : passed) {
      each.cancel();
      each.action.run();
    }
  }
}
