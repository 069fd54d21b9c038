package io.kubevert.ingress.feature.compression;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses what is written to it (RFC 1952). Each piece leaves at once, so that a stream stays
 * one. Belongs to one event loop.
 */
final class GzipStream implements WriteStream<Buffer> {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int CHUNK = 16 * 1024;

  private final WriteStream<Buffer> target;
  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private final byte[] chunk = new byte[CHUNK];
  private long length;
  private boolean begun;

  /**
   * @param level from 1, fast, to 9, small
   */
  GzipStream(WriteStream<Buffer> target, int level) {
    this.target = target;
    this.deflater = new Deflater(level, true);
  }

  @Override
  public Future<Void> write(Buffer piece) {
    byte[] bytes = piece.getBytes();
    checksum.update(bytes);
    length += bytes.length;
    deflater.setInput(bytes);
    return target.write(deflated(Deflater.SYNC_FLUSH));
  }

  private Buffer deflated(int flush) {
    Buffer out = Buffer.buffer();
    if (!begun) {
      begun = true;
      out.appendBytes(HEADER);
    }
    int count;
    do {
      count = deflater.deflate(chunk, 0, CHUNK, flush);
      out.appendBytes(chunk, 0, count);
    } while (count == CHUNK || (flush == Deflater.NO_FLUSH && !deflater.finished()));
    return out;
  }

  @Override
  public Future<Void> end() {
    deflater.finish();
    Buffer last = deflated(Deflater.NO_FLUSH);
    last.appendIntLE((int) checksum.getValue()).appendIntLE((int) length);
    deflater.end();
    return target.write(last).compose(written -> target.end());
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
