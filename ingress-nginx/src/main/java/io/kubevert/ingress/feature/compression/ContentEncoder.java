package io.kubevert.ingress.feature.compression;

import io.vertx.core.buffer.Buffer;

/** Compresses one body, piece by piece. Belongs to one event loop. */
interface ContentEncoder extends AutoCloseable {

  /** Compresses a piece, whole: nothing of it waits for the next one. */
  Buffer encode(byte[] piece);

  /** What comes after the last piece. */
  Buffer finish();

  /** Gives back what it holds, however far it came; may be called again. */
  @Override
  void close();
}
