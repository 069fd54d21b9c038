package io.kubevert.ingress.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;

/**
 * A request on a connection, and its stream there, which opens with the first of it that is sent.
 */
final class Http2Request implements BackendRequest, WriteStream<Buffer> {
  private static final int OK = 200;

  private final Http2Connection connection;
  private final RequestLine line;
  private final boolean reused;
  private final Http2Headers fields = new DefaultHttp2Headers();
  private final MultiMap headers = new Http2HeadersAdaptor(fields);
  private final Promise<BackendAnswer> answer = Promise.promise();
  private Http2Stream stream;
  private Http2Answer answered;
  private boolean ended;
  private boolean over;
  private Handler<Void> drainHandler;
  private Handler<Throwable> exceptionHandler;

  Http2Request(Http2Connection connection, RequestLine line, boolean reused) {
    this.connection = connection;
    this.line = line;
    this.reused = reused;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public boolean isReused() {
    return reused;
  }

  @Override
  public Future<BackendAnswer> send() {
    end();
    return answer.future();
  }

  @Override
  public WriteStream<Buffer> body() {
    return this;
  }

  @Override
  public Future<BackendAnswer> answer() {
    return answer.future();
  }

  @Override
  public void reset(Throwable cause) {
    if (!over) {
      connection.cancel(this);
      failed(cause);
    }
  }

  // What is sent

  @Override
  public Future<Void> write(Buffer data) {
    ByteBuf piece = ((BufferInternal) data).getByteBuf();
    if (piece.isReadable()) {
      send(piece, false);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end(Buffer data) {
    send(((BufferInternal) data).getByteBuf(), true);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    if (!ended) {
      send(Unpooled.EMPTY_BUFFER, true);
    }
    return Future.succeededFuture();
  }

  private void send(ByteBuf piece, boolean last) {
    if (over || ended) {
      piece.release();
      return;
    }
    ended = last;
    boolean headAlone = last && !piece.isReadable();
    if (stream == null) {
      stream = connection.open(this, head(), headAlone);
      if (stream == null || headAlone) {
        piece.release();
        return;
      }
    }
    connection.write(stream, piece, last);
  }

  private Http2Headers head() {
    return fields
        .method(line.method().name())
        .scheme(connection.scheme())
        .authority(line.authority())
        .path(line.target());
  }

  @Override
  public boolean writeQueueFull() {
    return stream != null && !over && !connection.isWritable(stream);
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int bytes) {
    return this;
  }

  @Override
  public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  // What the connection tells

  Http2Stream stream() {
    return stream;
  }

  void drained() {
    if (!ended && drainHandler != null) {
      drainHandler.handle(null);
    }
  }

  void headers(Http2Headers received) {
    if (answered != null) {
      answered.trailers(received);
      return;
    }
    int status = status(received);
    if (status == 0) {
      reset(VertxException.noStackTrace("the backend answers without a status"));
    } else if (status >= OK) {
      received.remove(Http2Headers.PseudoHeaderName.STATUS.value());
      answered = new Http2Answer(this, status, received);
      answer.tryComplete(answered);
    }
  }

  /** RFC 9113, 8.3.2. */
  private static int status(Http2Headers received) {
    CharSequence text = received.status();
    try {
      return text == null ? 0 : Integer.parseInt(text, 0, text.length(), 10);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  void content(Buffer piece) {
    if (answered != null) {
      answered.content(piece);
    }
  }

  void taken(int bytes) {
    connection.taken(stream, bytes);
  }

  void answerEnded() {
    if (answered != null) {
      answered.ended();
    }
  }

  /** Once, for whatever reason: nothing more comes, and nothing more can be sent. */
  void failed(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    connection.over();
    answer.tryFail(cause);
    if (answered != null) {
      answered.failed(cause);
    }
    if (!ended && exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }
}
