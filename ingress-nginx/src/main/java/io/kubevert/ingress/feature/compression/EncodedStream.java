package io.kubevert.ingress.feature.compression;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * Compresses what is written to it. Each piece leaves at once, so that a stream stays one. Belongs
 * to one event loop.
 */
record EncodedStream(WriteStream<Buffer> target, ContentEncoder encoder)
    implements WriteStream<Buffer> {

  @Override
  public Future<Void> write(Buffer piece) {
    return target.write(encoder.encode(piece.getBytes()));
  }

  @Override
  public Future<Void> end() {
    return target.write(encoder.finish()).compose(written -> target.end());
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    target.exceptionHandler(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
    target.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return target.writeQueueFull();
  }

  @Override
  public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
    target.drainHandler(handler);
    return this;
  }
}
