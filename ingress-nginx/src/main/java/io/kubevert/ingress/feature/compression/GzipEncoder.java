package io.kubevert.ingress.feature.compression;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** RFC 1952. */
final class GzipEncoder implements ContentEncoder {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int CHUNK = 16 * 1024;

  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private final byte[] chunk = new byte[CHUNK];
  private long length;
  private boolean begun;

  /**
   * @param level from 1, fast, to 9, small
   */
  GzipEncoder(int level) {
    this.deflater = new Deflater(level, true);
  }

  @Override
  public Buffer encode(byte[] piece) {
    checksum.update(piece);
    length += piece.length;
    deflater.setInput(piece);
    return deflated(Deflater.SYNC_FLUSH);
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
  public Buffer finish() {
    deflater.finish();
    return deflated(Deflater.NO_FLUSH)
        .appendIntLE((int) checksum.getValue())
        .appendIntLE((int) length);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
