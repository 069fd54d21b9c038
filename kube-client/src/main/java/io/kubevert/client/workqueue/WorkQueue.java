package io.kubevert.client.workqueue;

import io.kubevert.client.request.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that need a look, each at most once in the queue and never twice at work.
 *
 * <p>A key added while it is at work is looked at again afterwards. A reconcile that fails brings
 * its key back with back-off. Belongs to one context.
 *
 * @param <K> a key with value equality
 */
public final class WorkQueue<K> {
  private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(30));
  private static final int QUIET_FAILURES = 3;

  private final Vertx vertx;
  private final String name;
  private final int concurrency;
  private final Function<K, Future<Void>> reconcile;
  private final Queue<K> waiting = new ArrayDeque<>();
  private final Set<K> queued = new HashSet<>();
  private final Set<K> atWork = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private final Map<K, Long> timers = new HashMap<>();
  private final Promise<Void> drained = Promise.promise();
  private boolean closed;
  private boolean dispatching;

  /**
   * @param name what the queue is called in the log
   * @param concurrency how many keys are at work at once
   * @param reconcile brings the world to what the key's objects ask for; called on this context
   */
  public WorkQueue(Vertx vertx, String name, int concurrency, Function<K, Future<Void>> reconcile) {
    this.vertx = vertx;
    this.name = name;
    this.concurrency = concurrency;
    this.reconcile = reconcile;
  }

  /** Queues a key, unless it waits already. */
  public void add(K key) {
    if (!closed && queued.add(key)) {
      waiting.add(key);
      work();
    }
  }

  /** Queues a key after a delay, in place of a delay already pending for it. */
  public void addAfter(K key, Duration delay) {
    if (closed) {
      return;
    }
    Long pending = timers.remove(key);
    if (pending != null) {
      vertx.cancelTimer(pending);
    }
    timers.put(
        key,
        vertx.setTimer(
            Math.max(1, delay.toMillis()),
            timer -> {
              timers.remove(key);
              add(key);
            }));
  }

  /** Forgets everything that waits; what is at work goes on to its end. */
  public void close() {
    closed = true;
    waiting.clear();
    queued.clear();
    timers.values().forEach(vertx::cancelTimer);
    timers.clear();
  }

  /** Completes when nothing is at work, after {@link #close}. */
  public Future<Void> drained() {
    return atWork.isEmpty() ? Future.succeededFuture() : drained.future();
  }

  /** How many keys wait or are at work. */
  public int size() {
    return queued.size() + atWork.size();
  }

  /** A reconcile may end at once, and so lead here again: then the loop below goes on instead. */
  private void work() {
    if (dispatching) {
      return;
    }
    dispatching = true;
    try {
      int passedOver = 0;
      while (passedOver < waiting.size() && atWork.size() < concurrency) {
        K key = waiting.remove();
        if (atWork.contains(key)) {
          waiting.add(key);
          passedOver++;
        } else {
          queued.remove(key);
          atWork.add(key);
          passedOver = 0;
          attempt(key).onComplete(done -> finished(key, done.cause()));
        }
      }
    } finally {
      dispatching = false;
    }
  }

  private Future<Void> attempt(K key) {
    try {
      return reconcile.apply(key);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void finished(K key, Throwable failure) {
    atWork.remove(key);
    if (failure == null) {
      failures.remove(key);
    } else if (!closed) {
      int count = failures.merge(key, 1, Integer::sum);
      logFailure(key, failure, count);
      addAfter(key, BACKOFF.delay(count - 1));
    }
    if (closed && atWork.isEmpty()) {
      drained.tryComplete();
    }
    work();
  }

  private void logFailure(K key, Throwable failure, int count) {
    boolean expected = ApiException.isConflict(failure) || count <= QUIET_FAILURES;
    LOG.atLevel(expected ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
        .addKeyValue("queue", name)
        .addKeyValue("key", key)
        .addKeyValue("failures", count)
        .setCause(failure instanceof ApiException ? null : failure)
        .addKeyValue("cause", failure.getMessage())
        .log("reconcile failed");
  }
}
