package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;

/** An answer on a connection; what nobody takes stays here, and then the connection is not read. */
final class Http1Answer implements BackendAnswer, ReadStream<Buffer> {
  private static final String RESET = "the answer is not wanted any more";

  private final Http1Connection connection;
  private final int status;
  private final HeadersMultiMap headers;
  private final Queue<Buffer> waiting = new ArrayDeque<>(0);
  private MultiMap trailers;
  private long demand;
  private boolean complete;
  private boolean over;
  private Throwable failure;
  private Handler<Buffer> handler = buffer -> {};
  private Handler<Void> endHandler = ended -> {};
  private Handler<Throwable> exceptionHandler = cause -> {};

  Http1Answer(Http1Connection connection, HttpResponse head) {
    this.connection = connection;
    this.status = head.status().code();
    this.headers = (HeadersMultiMap) head.headers();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public MultiMap trailers() {
    return trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
  }

  @Override
  public ReadStream<Buffer> body() {
    return this;
  }

  @Override
  public long lengthWithoutTrailers() {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length);
  }

  @Override
  public void reset() {
    connection.giveUp(this, VertxException.noStackTrace(RESET));
  }

  @Override
  public void handOver(ChannelHandler reader) {
    connection.handOver(this, reader);
  }

  void content(Buffer piece) {
    if (demand > 0 && waiting.isEmpty()) {
      take(piece);
    } else {
      waiting.add(piece);
      connection.hold();
    }
  }

  /**
   * @param last null where there are none
   */
  void ended(MultiMap last) {
    trailers = last;
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
    handler.handle(piece);
  }

  private void proceed() {
    boolean held = !waiting.isEmpty();
    while (demand > 0 && !waiting.isEmpty()) {
      take(waiting.remove());
    }
    if (held && waiting.isEmpty()) {
      connection.letGo(this);
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
