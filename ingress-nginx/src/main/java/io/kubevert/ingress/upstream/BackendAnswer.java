package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The answer of a backend, from the moment its head is known. */
public interface BackendAnswer {
  int status();

  MultiMap headers();

  /** Held back until it is asked for. */
  ReadStream<Buffer> body();

  /** Known once the body has ended. */
  MultiMap trailers();

  /** How long the body is, where nothing can follow it (RFC 9112, 6.3); -1 for anything else. */
  long lengthWithoutTrailers();

  /** Wants nothing more of it. */
  void reset();

  /**
   * Gives the connection away whose protocol this answer has changed (101).
   *
   * @param reader is shown every byte that follows, those among them that came with the head
   */
  void handOver(ChannelHandler reader);
}
