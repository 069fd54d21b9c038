package io.kubevert.ingress.upstream;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** A request that has a connection to its backend, and of which nothing was sent yet. */
public interface BackendRequest {
  /** To be filled in before anything is sent. */
  MultiMap headers();

  /** Whether the connection has carried another request before. */
  boolean isReused();

  /** Sends it without a body, and tells of the answer's head. */
  Future<BackendAnswer> send();

  /**
   * Sends it with a body of the length that its headers state, or else in chunks; begins when the
   * first piece is written.
   */
  WriteStream<Buffer> body();

  /** The answer to what {@link #body} sends. */
  Future<BackendAnswer> answer();

  /** Gives the request up: the answer, or what is missing of it, fails with the cause. */
  void reset(Throwable cause);
}
