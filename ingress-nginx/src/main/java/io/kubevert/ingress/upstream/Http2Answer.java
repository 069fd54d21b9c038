package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import io.vertx.core.streams.ReadStream;

/** An answer on a stream, whose window stays as small as its body that nobody takes is large. */
final class Http2Answer implements BackendAnswer, AnswerBody.Flow {
  private static final String RESET = "the answer is not wanted any more";

  private final Http2Request request;
  private final int status;
  private final MultiMap headers;
  private final AnswerBody body = new AnswerBody(this);
  private MultiMap trailers;

  /**
   * @param head without pseudo-headers
   */
  Http2Answer(Http2Request request, int status, Http2Headers head) {
    this.request = request;
    this.status = status;
    this.headers = new Http2HeadersAdaptor(head);
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
  public ReadStream<Buffer> body() {
    return body;
  }

  @Override
  public MultiMap trailers() {
    return trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
  }

  @Override
  public long lengthWithoutTrailers() {
    return -1;
  }

  @Override
  public void reset() {
    request.reset(VertxException.noStackTrace(RESET));
  }

  @Override
  public void handOver(ChannelHandler reader) {
    throw new UnsupportedOperationException("HTTP/2 has no 101 (RFC 9113, 8.6)");
  }

  void content(Buffer piece) {
    body.content(piece);
  }

  void trailers(Http2Headers fields) {
    trailers = new Http2HeadersAdaptor(fields);
  }

  void ended() {
    body.ended();
  }

  void failed(Throwable cause) {
    body.failed(cause);
  }

  @Override
  public void hold() {}

  @Override
  public void letGo() {}

  @Override
  public void taken(int bytes) {
    request.taken(bytes);
  }
}
