package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns when changes are written: at once if nothing is being written, else all together as soon as
 * that is done. Belongs to one context.
 */
public final class SyncRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SyncRunner.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

  private final Vertx vertx;
  private final Function<Set<ObjectKey>, Future<Void>> write;
  private final Set<ObjectKey> pending = new HashSet<>();
  private State state = State.HELD;
  private boolean wanted;
  private int failures;

  private enum State {
    HELD,
    IDLE,
    WRITING,
    STOPPED
  }

  /**
   * @param write writes some Services as they are when it is called; after a failure it is called
   *     again, and brings what it did not write before
   */
  public SyncRunner(Vertx vertx, Function<Set<ObjectKey>, Future<Void>> write) {
    this.vertx = vertx;
    this.write = write;
  }

  /** Lets writes begin, with one that writes all that has changed so far. */
  public void release() {
    if (state == State.HELD) {
      state = State.IDLE;
      request();
    }
  }

  /** Notes that a Service, or its endpoints, changed. */
  public void changed(ObjectKey service) {
    pending.add(service);
    request();
  }

  /** Asks for a write even if no Service changed. */
  public void request() {
    wanted = true;
    run();
  }

  /** How many Services wait to be written. */
  public int waiting() {
    return pending.size();
  }

  /** Whether the last write failed. */
  public boolean failing() {
    return failures > 0;
  }

  public void stop() {
    state = State.STOPPED;
  }

  private void run() {
    if (state != State.IDLE || !wanted) {
      return;
    }
    state = State.WRITING;
    vertx.runOnContext(ignored -> writePending());
  }

  private void writePending() {
    if (state != State.WRITING) {
      return;
    }
    Set<ObjectKey> batch = Set.copyOf(pending);
    pending.clear();
    wanted = false;
    write.apply(batch).onComplete(done -> finished(done.cause()));
  }

  private void finished(Throwable failure) {
    if (state == State.STOPPED) {
      return;
    }
    if (failure == null) {
      failures = 0;
      state = State.IDLE;
      run();
      return;
    }
    long delay = BACKOFF.delay(failures++).toMillis();
    LOG.atError()
        .addKeyValue("retryMillis", delay)
        .addKeyValue("cause", failure.getMessage())
        .log("the Service rules could not be written");
    vertx.setTimer(
        delay,
        timer -> {
          if (state == State.WRITING) {
            state = State.IDLE;
            request();
          }
        });
  }
}
