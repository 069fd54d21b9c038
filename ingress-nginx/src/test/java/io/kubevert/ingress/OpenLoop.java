package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Requests at a fixed rate, whether or not those before them were answered: what is slow does not
 * make the load less. A request counts from the moment when it was due, so that one that was sent
 * late, too, tells how long somebody would have waited. Where the machine is too slow for the rate,
 * a quarter of a second's worth of requests is under way at the most; those that are left out then
 * are counted.
 */
final class OpenLoop {
  /** A machine that does not keep up has this long to catch up. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final int perSecond;
  private final Supplier<Future<Boolean>> request;
  private final AtomicLong sent = new AtomicLong();

  /** Numbers of requests, the first of which is 1. */
  private final ConcurrentSkipListSet<Long> underWay = new ConcurrentSkipListSet<>();

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
  private long started;
  private long timer;

  /**
   * @param request sends one, and says whether it was answered as it should be
   */
  OpenLoop(Vertx vertx, int perSecond, Supplier<Future<Boolean>> request) {
    this.vertx = vertx;
    this.perSecond = perSecond;
    this.request = request;
  }

  void start() {
    started = System.nanoTime();
    timer = vertx.setPeriodic(1, fired -> sendWhatIsDue());
  }

  private void sendWhatIsDue() {
    long due = (System.nanoTime() - started) * perSecond / NANOS;
    while (sent.get() + leftOut.get() < due) {
      if (sent.get() - answered.get() - failed.get() >= perSecond / 4) {
        leftOut.set(due - sent.get());
        return;
      }
      long number = sent.incrementAndGet();
      underWay.add(number);
      long intended = started + (sent.get() + leftOut.get()) * NANOS / perSecond;
      request
          .get()
          .onComplete(
              done -> {
                boolean served = done.succeeded() && done.result();
                (served ? answered : failed).incrementAndGet();
                waits.add(System.nanoTime() - intended);
                underWay.remove(number);
              });
    }
  }

  long answered() {
    return answered.get();
  }

  long sent() {
    return sent.get();
  }

  /** Whether none of the first so many requests is still under way. */
  boolean hasAnswered(long first) {
    return underWay.headSet(first, true).isEmpty();
  }

  long failed() {
    return failed.get();
  }

  /** Sends nothing more, and waits for what was sent. */
  String stop() {
    vertx.cancelTimer(timer);
    double seconds = (System.nanoTime() - started) / (double) NANOS;
    Rig.eventually(LIMIT, () -> assertThat(answered.get() + failed.get()).isEqualTo(sent.get()));
    long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
    return ("%d requests in %.1f s, %.0f/s (%d more were left out, as too many were under way); %d failed;"
            + " from the moment when each was due: 50%% within %.1f ms, 99%% within %.1f ms, all within %.1f ms")
        .formatted(
            sent.get(),
            seconds,
            sent.get() / seconds,
            leftOut.get(),
            failed.get(),
            millis(sorted[sorted.length / 2]),
            millis(sorted[(int) (sorted.length * 0.99)]),
            millis(sorted[sorted.length - 1]));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
