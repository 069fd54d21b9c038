package io.kubevert.ingress.upstream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;

/** The body of an answer. What nobody takes stays here, and whoever reads it is told so. */
final class AnswerBody implements ReadStream<Buffer> {
  private final Flow flow;
  private final Queue<Buffer> waiting = new ArrayDeque<>(0);
  private long demand;
  private boolean complete;
  private boolean over;
  private Throwable failure;
  private Handler<Buffer> handler = buffer -> {};
  private Handler<Void> endHandler = ended -> {};
  private Handler<Throwable> exceptionHandler = cause -> {};

  /** What a body asks of the connection that it comes from. */
  interface Flow {
    /** There is more than is taken. */
    void hold();

    /** Everything is taken that was held. */
    void letGo();

    /** So many bytes were taken. */
    void taken(int bytes);
  }

  AnswerBody(Flow flow) {
    this.flow = flow;
  }

  void content(Buffer piece) {
    if (demand > 0 && waiting.isEmpty()) {
      take(piece);
    } else {
      waiting.add(piece);
      flow.hold();
    }
  }

  void ended() {
    complete = true;
    proceed();
  }

  void failed(Throwable cause) {
    if (!complete && !over) {
      failure = cause;
      over = true;
      waiting.clear();
      exceptionHandler.handle(cause);
    }
  }

  private void take(Buffer piece) {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    flow.taken(piece.length());
    handler.handle(piece);
  }

  private void proceed() {
    boolean held = !waiting.isEmpty();
    while (demand > 0 && !waiting.isEmpty()) {
      take(waiting.remove());
    }
    if (held && waiting.isEmpty()) {
      flow.letGo();
    }
    if (complete && !over && demand > 0 && waiting.isEmpty()) {
      over = true;
      endHandler.handle(null);
    }
  }

  @Override
  public ReadStream<Buffer> pause() {
    demand = 0;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
    proceed();
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(Handler<Buffer> wanted) {
    handler = wanted == null ? buffer -> {} : wanted;
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(Handler<Void> wanted) {
    endHandler = wanted == null ? ended -> {} : wanted;
    return this;
  }

  /** Is told at once where the answer has broken off already. */
  @Override
  public ReadStream<Buffer> exceptionHandler(Handler<Throwable> wanted) {
    exceptionHandler = wanted == null ? cause -> {} : wanted;
    if (failure != null) {
      exceptionHandler.handle(failure);
    }
    return this;
  }
}
