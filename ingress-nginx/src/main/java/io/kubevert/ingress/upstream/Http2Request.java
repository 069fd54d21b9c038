package io.kubevert.ingress.upstream;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.WriteStream;

/** A stream of Vert.x' client. */
record Http2Request(HttpClientRequest stream, boolean isReused) implements BackendRequest {
  /** RFC 9113, 7. */
  static final long CANCEL = 8;

  @Override
  public MultiMap headers() {
    return stream.headers();
  }

  @Override
  public Future<BackendAnswer> send() {
    return stream.send().map(Http2Answer::new);
  }

  @Override
  public WriteStream<Buffer> body() {
    stream.setChunked(!stream.headers().contains(HttpHeaders.CONTENT_LENGTH));
    return stream;
  }

  @Override
  public Future<BackendAnswer> answer() {
    return stream.response().map(Http2Answer::new);
  }

  @Override
  public void reset(Throwable cause) {
    stream.reset(CANCEL, cause);
  }
}
