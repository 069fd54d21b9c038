package io.kubevert.nodeagent.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The other end of a session, in memory: what it sends arrives at once, what it gets is noted. */
final class SpdyClient {
  private final EmbeddedChannel codec =
      new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  private final List<String> received = new ArrayList<>();
  private final Incoming incoming = new Incoming();
  private final Outgoing outgoing = new Outgoing();
  private boolean hungUp;

  SpdySession server() {
    return SpdySession.over(incoming, outgoing, () -> hungUp = true);
  }

  void open(int id, Map<String, String> headers) {
    DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    headers.forEach((name, value) -> frame.headers().set(name, value));
    send(frame);
  }

  void data(int id, String text, boolean last) {
    DefaultSpdyDataFrame frame =
        new DefaultSpdyDataFrame(id, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    frame.setLast(last);
    send(frame);
  }

  void reset(int id) {
    send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
  }

  void send(SpdyFrame frame) {
    codec.writeOutbound(frame);
    for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
      raw(ByteBufUtil.getBytes(part));
      part.release();
    }
  }

  void raw(byte[] bytes) {
    incoming.handler.handle(Buffer.buffer(bytes));
  }

  void hangUp() {
    incoming.endHandler.handle(null);
  }

  /** The frames that came, in words. */
  List<String> received() {
    return received;
  }

  boolean hungUpOn() {
    return hungUp;
  }

  boolean mustWait() {
    return incoming.paused;
  }

  /** The server cannot write, or can again. */
  void setFull(boolean full) {
    outgoing.full = full;
    if (!full) {
      outgoing.drain.handle(null);
    }
  }

  private void take(Buffer bytes) {
    codec.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
    for (SpdyFrame frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
      received.add(describe(frame));
    }
  }

  private static String describe(SpdyFrame frame) {
    return switch (frame) {
      case SpdySynReplyFrame reply -> "reply " + reply.streamId();
      case SpdyDataFrame data -> {
        String text = data.content().toString(StandardCharsets.UTF_8);
        yield "data %d %s%s".formatted(data.streamId(), text, data.isLast() ? " end" : "");
      }
      case SpdyRstStreamFrame reset -> "reset %d %s".formatted(reset.streamId(), reset.status());
      case SpdyPingFrame ping -> "ping " + ping.id();
      case SpdyGoAwayFrame away -> "away " + away.status();
      default -> frame.toString();
    };
  }

  private static final class Incoming implements ReadStream<Buffer> {
    private Handler<Buffer> handler;
    private Handler<Void> endHandler;
    private boolean paused = true;

    @Override
    public Incoming exceptionHandler(Handler<Throwable> failed) {
      return this;
    }

    @Override
    public Incoming handler(Handler<Buffer> bytes) {
      handler = bytes;
      return this;
    }

    @Override
    public Incoming pause() {
      paused = true;
      return this;
    }

    @Override
    public Incoming resume() {
      paused = false;
      return this;
    }

    @Override
    public Incoming fetch(long amount) {
      return resume();
    }

    @Override
    public Incoming endHandler(Handler<Void> end) {
      endHandler = end;
      return this;
    }
  }

  private final class Outgoing implements WriteStream<Buffer> {
    private Handler<Void> drain;
    private boolean full;

    @Override
    public Outgoing exceptionHandler(Handler<Throwable> failed) {
      return this;
    }

    @Override
    public Future<Void> write(Buffer bytes) {
      take(bytes);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public Outgoing setWriteQueueMaxSize(int size) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public Outgoing drainHandler(Handler<Void> drained) {
      drain = drained;
      return this;
    }
  }
}
