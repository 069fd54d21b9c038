package io.kubevert.nodeagent.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames to bytes and back, with the state that header compression keeps. Belongs to one thread.
 */
final class SpdyFrames {
  private static final Logger LOG = LoggerFactory.getLogger(SpdyFrames.class);

  private final EmbeddedChannel codec =
      new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));

  /**
   * The frames that bytes complete. Whoever gets a frame releases it.
   *
   * @throws IOException if they are no SPDY
   */
  List<SpdyFrame> decode(Buffer bytes) throws IOException {
    try {
      codec.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
    } catch (Exception e) {
      throw new IOException("not SPDY/3.1", e);
    }
    List<SpdyFrame> frames = new ArrayList<>();
    for (SpdyFrame frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
      frames.add(frame);
    }
    return frames;
  }

  Buffer encode(SpdyFrame frame) {
    codec.writeOutbound(frame);
    Buffer bytes = Buffer.buffer();
    for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
      bytes.appendBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return bytes;
  }

  /** Frees what is not on the heap. */
  void close() {
    try {
      codec.finishAndReleaseAll();
    } catch (Exception e) {
      LOG.atTrace().setCause(e).log("what was left over is no frame");
    }
  }
}
