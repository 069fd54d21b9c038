package io.kubevert.ingress.feature.compression;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** RFC 7932. */
final class BrotliEncoder implements ContentEncoder {
  /** As nginx' module has it: 512 KB, which many bodies at a time have room for. */
  private static final int WINDOW_BITS = 19;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final BrotliOutputStream encoder;

  /**
   * @param level from 0, fast, to 11, small
   */
  BrotliEncoder(int level) {
    try {
      encoder =
          new BrotliOutputStream(written, Encoder.Parameters.create(level).setWindow(WINDOW_BITS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Buffer encode(byte[] piece) {
    try {
      encoder.write(piece);
      encoder.flush();
      return taken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Buffer finish() {
    close();
    return taken();
  }

  private Buffer taken() {
    Buffer taken = Buffer.buffer(written.toByteArray());
    written.reset();
    return taken;
  }

  @Override
  public void close() {
    try {
      encoder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
