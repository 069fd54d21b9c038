package io.kubevert.ingress.feature.rate;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes at a {@link Pace}. What may not be sent yet waits here, and the source is held up: at most
 * one piece of the source waits. Each slice that leaves is told as a drain, so that nobody takes
 * the stream for stuck.
 */
final class PacedStream implements WriteStream<Buffer> {
  private static final long TICK_MILLIS = 100;

  private final Vertx vertx;
  private final WriteStream<Buffer> target;
  private final Pace pace;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private Handler<Void> drained = ignored -> {};
  private Promise<Void> ended;
  private boolean ticking;

  private record Piece(Buffer bytes, Promise<Void> written) {}

  PacedStream(Vertx vertx, WriteStream<Buffer> target, Pace pace) {
    this.vertx = vertx;
    this.target = target;
    this.pace = pace;
  }

  @Override
  public Future<Void> write(Buffer piece) {
    Promise<Void> written = Promise.promise();
    waiting.addLast(new Piece(piece, written));
    flow();
    return written.future();
  }

  @Override
  public Future<Void> end() {
    if (waiting.isEmpty()) {
      return target.end();
    }
    ended = Promise.promise();
    return ended.future();
  }

  private void flow() {
    while (!waiting.isEmpty() && !target.writeQueueFull()) {
      long allowed = pace.allowed(System.nanoTime());
      if (allowed == 0) {
        break;
      }
      sendUpTo(allowed);
    }
    if (!waiting.isEmpty() && !ticking) {
      ticking = true;
      vertx.setTimer(TICK_MILLIS, this::tick);
    }
  }

  private void sendUpTo(long allowed) {
    Piece piece = waiting.removeFirst();
    int length = (int) Math.min(allowed, piece.bytes.length());
    pace.sent(length);
    Future<Void> written = target.write(piece.bytes.slice(0, length));
    if (length == piece.bytes.length()) {
      written.onComplete(piece.written);
    } else {
      waiting.addFirst(new Piece(piece.bytes.slice(length, piece.bytes.length()), piece.written));
      written.onFailure(this::fail);
    }
  }

  private void tick(long timer) {
    ticking = false;
    long before = left();
    flow();
    if (left() < before) {
      drained.handle(null);
    }
    if (waiting.isEmpty() && ended != null) {
      target.end().onComplete(ended);
    }
  }

  private long left() {
    return waiting.stream().mapToLong(piece -> piece.bytes.length()).sum();
  }

  /** Gives up on what waits. */
  void stop() {
    fail(new IllegalStateException("the exchange is over"));
  }

  private void fail(Throwable cause) {
    waiting.forEach(piece -> piece.written.tryFail(cause));
    waiting.clear();
    if (ended != null) {
      ended.tryFail(cause);
    }
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    target.exceptionHandler(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
    target.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return !waiting.isEmpty() || target.writeQueueFull();
  }

  @Override
  public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
    drained = handler == null ? ignored -> {} : handler;
    target.drainHandler(
        ready -> {
          flow();
          drained.handle(null);
        });
    return this;
  }
}
