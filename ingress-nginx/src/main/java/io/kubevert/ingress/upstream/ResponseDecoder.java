package io.kubevert.ingress.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;

/** Netty's decoder, told which answers have no body whatever their head says. */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_PIECE_BYTES = 64 * 1024;

  private static final HttpHeadersFactory HEADERS =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return HeadersMultiMap.httpHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return HeadersMultiMap.httpHeaders();
        }
      };

  private boolean headOnly;

  ResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setMaxChunkSize(MOST_PIECE_BYTES)
            .setHeadersFactory(HEADERS)
            .setTrailersFactory(HEADERS));
  }

  /** Says of the next answer whether it is one to HEAD. */
  void expect(boolean withoutBody) {
    headOnly = withoutBody;
  }

  /** Whether nothing lies here that has not been handed on. */
  boolean isEmpty() {
    return actualReadableBytes() == 0;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return headOnly || super.isContentAlwaysEmpty(message);
  }
}
