package io.kubevert.ingress.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries bytes from one stream to another, at the pace of the slower one, and gives up when
 * neither moves. It does not end the target, as trailers may have to come first, unless it knows
 * which piece is the last one.
 */
final class Transfer {
  private final Deadlines deadlines;
  private final ReadStream<Buffer> source;
  private final WriteStream<Buffer> target;
  private final long targetNanos;
  private long sourceNanos;
  private final Promise<Void> done = Promise.promise();
  private long most = Long.MAX_VALUE;
  private long whole = -1;
  private Consumer<Buffer> witness = buffer -> {};
  private Optional<Future<Void>> ending = Optional.empty();
  private long bytes;
  private Deadlines.Deadline deadline;

  /**
   * @param limit how long the target may take nothing, and nothing may come
   */
  Transfer(
      Deadlines deadlines, ReadStream<Buffer> source, WriteStream<Buffer> target, Duration limit) {
    this.deadlines = deadlines;
    this.source = source;
    this.target = target;
    this.targetNanos = limit.toNanos();
    this.sourceNanos = targetNanos;
  }

  /** Has the source wait another time than the target before it fails. */
  Transfer waitingFor(Duration limit) {
    sourceNanos = limit.toNanos();
    return this;
  }

  /** Has it fail with {@link TooLongException} when there are more bytes. */
  Transfer atMost(long limit) {
    most = limit;
    return this;
  }

  /** Has it end the target with its last piece, which is cheaper than to end it afterwards. */
  Transfer ofLength(long length) {
    whole = length;
    return this;
  }

  /** Shows every piece to somebody else, too. */
  Transfer shownTo(Consumer<Buffer> other) {
    witness = other;
    return this;
  }

  /**
   * Starts; fails with {@link IdleException} when nothing moves for too long, and with {@link
   * BrokenSourceException} when it is the source that fails.
   */
  Future<Void> run() {
    deadline =
        deadlines.start(
            sourceNanos, () -> done.tryFail(new IdleException(target.writeQueueFull())));
    target.exceptionHandler(done::tryFail);
    target.drainHandler(
        drained -> {
          deadline.putOff(sourceNanos);
          if (ending.isEmpty() && !target.writeQueueFull()) {
            source.resume();
          }
        });
    source.exceptionHandler(cause -> done.tryFail(new BrokenSourceException(cause)));
    source.endHandler(ended -> done.tryComplete());
    source.handler(this::move);
    source.resume();
    return done.future().eventually(this::settle);
  }

  /** Ends the target, where that is not done yet. */
  Future<Void> end() {
    return ending.orElseGet(target::end);
  }

  private void move(Buffer buffer) {
    bytes += buffer.length();
    if (bytes > most) {
      done.tryFail(new TooLongException());
      return;
    }
    deadline.putOff();
    witness.accept(buffer);
    if (bytes == whole) {
      ending = Optional.of(target.end(buffer));
      return;
    }
    target.write(buffer).onFailure(done::tryFail);
    if (target.writeQueueFull()) {
      deadline.putOff(targetNanos);
      source.pause();
    }
  }

  private Future<Void> settle() {
    deadline.cancel();
    return Future.succeededFuture();
  }

  /** What is read from has broken off. */
  static final class BrokenSourceException extends RuntimeException {
    BrokenSourceException(Throwable cause) {
      super(cause.getMessage(), cause, false, false);
    }
  }

  /** There are more bytes than allowed. */
  static final class TooLongException extends RuntimeException {
    TooLongException() {
      super("more bytes than allowed", null, false, false);
    }
  }

  /** Nothing moved for longer than allowed. */
  static final class IdleException extends RuntimeException {
    private final boolean full;

    IdleException(boolean full) {
      super("nothing moved for too long", null, false, false);
      this.full = full;
    }

    /** Whether it was the target that took nothing more. */
    boolean isTargets() {
      return full;
    }
  }
}
