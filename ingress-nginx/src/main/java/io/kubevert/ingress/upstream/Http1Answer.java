package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.streams.ReadStream;

/** An answer on a connection, which is not read while its body is not taken. */
final class Http1Answer implements BackendAnswer, AnswerBody.Flow {
  private static final String RESET = "the answer is not wanted any more";

  private final Http1Connection connection;
  private final int status;
  private final HeadersMultiMap headers;
  private final AnswerBody body = new AnswerBody(this);
  private MultiMap trailers;

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
    return body;
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
    body.content(piece);
  }

  /**
   * @param last null where there are none
   */
  void ended(MultiMap last) {
    trailers = last;
    body.ended();
  }

  void failed(Throwable cause) {
    body.failed(cause);
  }

  @Override
  public void hold() {
    connection.hold();
  }

  @Override
  public void letGo() {
    connection.letGo(this);
  }

  @Override
  public void taken(int bytes) {}
}
