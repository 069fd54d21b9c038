package io.kubevert.ingress.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Carries bytes from one stream to another, at the pace of the slower one, and gives up when
 * neither moves. It does not end the target: trailers may have to come first.
 */
final class Transfer {
  private final Vertx vertx;
  private final ReadStream<Buffer> source;
  private final WriteStream<Buffer> target;
  private final long limitNanos;
  private final Promise<Void> done = Promise.promise();
  private long most = Long.MAX_VALUE;
  private Consumer<Buffer> witness = buffer -> {};
  private long bytes;
  private long lastMove = System.nanoTime();
  private long timer = -1;

  /**
   * @param limit how long both may stand still
   */
  Transfer(Vertx vertx, ReadStream<Buffer> source, WriteStream<Buffer> target, Duration limit) {
    this.vertx = vertx;
    this.source = source;
    this.target = target;
    this.limitNanos = limit.toNanos();
  }

  /** Has it fail with {@link TooLongException} when there are more bytes. */
  Transfer atMost(long limit) {
    most = limit;
    return this;
  }

  /** Shows every piece to somebody else, too. */
  Transfer shownTo(Consumer<Buffer> other) {
    witness = other;
    return this;
  }

  /** Starts; fails with {@link IdleException} when nothing moves for too long. */
  Future<Void> run() {
    target.exceptionHandler(done::tryFail);
    target.drainHandler(
        drained -> {
          lastMove = System.nanoTime();
          if (!target.writeQueueFull()) {
            source.resume();
          }
        });
    source.exceptionHandler(done::tryFail);
    source.endHandler(ended -> done.tryComplete());
    source.handler(this::move);
    watch(limitNanos);
    source.resume();
    return done.future().eventually(this::settle);
  }

  private void move(Buffer buffer) {
    bytes += buffer.length();
    if (bytes > most) {
      done.tryFail(new TooLongException());
      return;
    }
    lastMove = System.nanoTime();
    witness.accept(buffer);
    target.write(buffer).onFailure(done::tryFail);
    if (target.writeQueueFull()) {
      source.pause();
    }
  }

  private void watch(long nanos) {
    timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), fired -> look());
  }

  private void look() {
    long idle = System.nanoTime() - lastMove;
    if (idle >= limitNanos) {
      done.tryFail(new IdleException());
    } else {
      watch(limitNanos - idle);
    }
  }

  private Future<Void> settle() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** There are more bytes than allowed. */
  static final class TooLongException extends RuntimeException {
    TooLongException() {
      super("more bytes than allowed", null, false, false);
    }
  }

  /** Nothing moved for longer than allowed. */
  static final class IdleException extends RuntimeException {
    IdleException() {
      super("nothing moved for too long", null, false, false);
    }
  }
}
