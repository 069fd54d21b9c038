package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.ReadStream;

/** The answer on a stream of Vert.x' client. */
record Http2Answer(HttpClientResponse stream) implements BackendAnswer {
  @Override
  public int status() {
    return stream.statusCode();
  }

  @Override
  public MultiMap headers() {
    return stream.headers();
  }

  @Override
  public ReadStream<Buffer> body() {
    return stream;
  }

  @Override
  public MultiMap trailers() {
    return stream.trailers();
  }

  @Override
  public long lengthWithoutTrailers() {
    return -1;
  }

  @Override
  public void reset() {
    stream.request().reset(Http2Request.CANCEL);
  }

  @Override
  public void handOver(ChannelHandler reader) {
    throw new UnsupportedOperationException("HTTP/2 has no 101 (RFC 9113, 8.6)");
  }
}
