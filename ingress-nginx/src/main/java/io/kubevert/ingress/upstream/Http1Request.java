package io.kubevert.ingress.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;

/** A request on a connection, written as RFC 9112 says. */
final class Http1Request implements BackendRequest, WriteStream<Buffer> {
  private static final byte[] AFTER_TARGET = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HOST = "Host: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKED =
      "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE_END = '\r' << 8 | '\n';

  private final Http1Connection connection;
  private final RequestLine line;
  private final boolean reused;
  private final HeadersMultiMap headers = HeadersMultiMap.httpHeaders();
  private final Promise<BackendAnswer> answer = Promise.promise();
  private boolean begun;
  private boolean chunked;
  private boolean ended;
  private Handler<Void> drainHandler;
  private Handler<Throwable> exceptionHandler;

  Http1Request(Http1Connection connection, RequestLine line, boolean reused) {
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
  public Future<BackendAnswer> answer() {
    return answer.future();
  }

  @Override
  public Future<BackendAnswer> send() {
    ended = true;
    connection.write(this, head());
    return answer.future();
  }

  @Override
  public WriteStream<Buffer> body() {
    chunked = !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    return this;
  }

  @Override
  public void reset(Throwable cause) {
    connection.giveUp(this, cause);
  }

  RequestLine line() {
    return line;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether the backend may change the protocol. */
  boolean asksForProtocol() {
    return headers.contains(HttpHeaderNames.UPGRADE);
  }

  boolean asksForClose() {
    return headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  void answered(BackendAnswer head) {
    answer.tryComplete(head);
  }

  void failed(Throwable cause) {
    answer.tryFail(cause);
    if (!ended && exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  void drained() {
    if (!ended && drainHandler != null) {
      drainHandler.handle(null);
    }
  }

  private ByteBuf head() {
    begun = true;
    ByteBuf buffer = connection.scratch();
    buffer.writeCharSequence(line.method().name(), StandardCharsets.US_ASCII);
    buffer.writeByte(' ');
    ByteBufUtil.writeUtf8(buffer, line.target());
    buffer.writeBytes(AFTER_TARGET);
    if (!headers.contains(HttpHeaderNames.HOST)) {
      buffer.writeBytes(HOST);
      buffer.writeCharSequence(line.authority(), StandardCharsets.US_ASCII);
      buffer.writeShort(LINE_END);
    }
    headers.encode(buffer, false);
    if (chunked) {
      buffer.writeBytes(CHUNKED);
    }
    return connection.copy(buffer.writeShort(LINE_END));
  }

  @Override
  public Future<Void> write(Buffer data) {
    ByteBuf piece = ((BufferInternal) data).getByteBuf();
    if (piece.isReadable()) {
      connection.write(this, begun ? framed(piece) : withHead(piece));
    }
    return Future.succeededFuture();
  }

  private ByteBuf withHead(ByteBuf piece) {
    return Unpooled.wrappedBuffer(head(), framed(piece));
  }

  private ByteBuf framed(ByteBuf piece) {
    if (!chunked) {
      return piece;
    }
    String size = Integer.toHexString(piece.readableBytes()) + "\r\n";
    return Unpooled.wrappedBuffer(
        Unpooled.wrappedBuffer(size.getBytes(StandardCharsets.US_ASCII)),
        piece,
        Unpooled.buffer(2).writeShort(LINE_END));
  }

  @Override
  public Future<Void> end() {
    if (!ended) {
      ByteBuf rest = begun ? Unpooled.EMPTY_BUFFER : head();
      ended = true;
      connection.write(
          this, chunked ? Unpooled.wrappedBuffer(rest, Unpooled.wrappedBuffer(LAST_CHUNK)) : rest);
      connection.requestEnded(this);
    }
    return Future.succeededFuture();
  }

  @Override
  public boolean writeQueueFull() {
    return !connection.isWritable();
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
}
