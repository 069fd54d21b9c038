package io.kubevert.apiserver.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Iterator;

/**
 * A large body, sent as fast as the client reads it. Belongs to the connection's context.
 *
 * <p>A connection says only in a later task of its event loop that it is full. So each task writes
 * one piece: by a loop, the whole body would be written before there is word of that.
 */
final class PiecewiseBody {
  private final Context context;
  private final WriteStream<Buffer> out;
  private final Iterator<Buffer> pieces;
  private boolean goesOn;
  private boolean ended;

  PiecewiseBody(Context context, WriteStream<Buffer> out, Iterator<Buffer> pieces) {
    this.context = context;
    this.out = out;
    this.pieces = pieces;
  }

  /** Begins to send, and goes on whenever there is room. */
  void send() {
    out.drainHandler(_ -> goOn());
    goOn();
  }

  private void goOn() {
    if (!goesOn && !ended) {
      goesOn = true;
      context.runOnContext(_ -> write());
    }
  }

  private void write() {
    goesOn = false;
    if (!pieces.hasNext()) {
      ended = true;
      out.end();
    } else if (!out.writeQueueFull()) {
      out.write(pieces.next());
      goOn();
    }
  }
}
