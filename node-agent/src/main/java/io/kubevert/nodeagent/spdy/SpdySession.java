package io.kubevert.nodeagent.spdy;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of a SPDY connection, on which the client opens streams. Belongs to the
 * connection's context, as do its streams.
 */
public final class SpdySession {
  private static final Logger LOG = LoggerFactory.getLogger(SpdySession.class);
  private static final int MOST_STREAMS = 2_000;

  private final ReadStream<Buffer> in;
  private final WriteStream<Buffer> out;
  private final Runnable hangUp;
  private final SpdyFrames frames = new SpdyFrames();
  private final Map<Integer, SpdyStream> streams = new HashMap<>();
  private Consumer<SpdyStream> opened = stream -> stream.reset();
  private Runnable ended = () -> {};
  private int lastStream;
  private int full;
  private boolean leaving;
  private boolean over;

  private SpdySession(ReadStream<Buffer> in, WriteStream<Buffer> out, Runnable hangUp) {
    this.in = in;
    this.out = out;
    this.hangUp = hangUp;
  }

  /**
   * A session over a connection.
   *
   * @param in what the client sends; paused
   * @param hangUp closes the connection
   */
  public static SpdySession over(ReadStream<Buffer> in, WriteStream<Buffer> out, Runnable hangUp) {
    return new SpdySession(in, out, hangUp);
  }

  /**
   * Starts to read.
   *
   * @param opened gets each stream that the client opens, in their order
   * @param ended called once, when the connection is gone
   */
  public void start(Consumer<SpdyStream> opened, Runnable ended) {
    this.opened = opened;
    this.ended = ended;
    out.drainHandler(ignored -> List.copyOf(streams.values()).forEach(SpdyStream::drained));
    in.exceptionHandler(failure -> finish());
    in.endHandler(ignored -> finish());
    in.handler(this::received);
    in.resume();
  }

  /** Tells the client that no more comes; the connection ends when it hangs up. */
  public Future<Void> leave() {
    leaving = true;
    return write(new DefaultSpdyGoAwayFrame(lastStream, SpdySessionStatus.OK));
  }

  /** Ends the connection and every stream. */
  public void close() {
    if (!over) {
      hangUp.run();
      finish();
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    List<SpdyStream> left = List.copyOf(streams.values());
    streams.clear();
    left.forEach(SpdyStream::lost);
    frames.close();
    ended.run();
  }

  private void received(Buffer bytes) {
    if (over) {
      return;
    }
    List<SpdyFrame> decoded;
    try {
      decoded = frames.decode(bytes);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a client does not speak SPDY");
      write(new DefaultSpdyGoAwayFrame(lastStream, SpdySessionStatus.PROTOCOL_ERROR));
      close();
      return;
    }
    for (SpdyFrame frame : decoded) {
      take(frame);
      ReferenceCountUtil.release(frame);
    }
  }

  private void take(SpdyFrame frame) {
    switch (frame) {
      case SpdySynStreamFrame syn -> open(syn);
      case SpdyDataFrame data -> {
        SpdyStream stream = streams.get(data.streamId());
        if (stream != null) {
          stream.received(Buffer.buffer(ByteBufUtil.getBytes(data.content())), data.isLast());
        }
      }
      case SpdyRstStreamFrame reset -> {
        SpdyStream stream = streams.remove(reset.streamId());
        if (stream != null) {
          stream.lost();
        }
      }
      case SpdyPingFrame ping -> write(ping);
      case SpdyGoAwayFrame goAway -> {
        leaving = true;
        closeIfIdle();
      }
      default -> LOG.atTrace().addKeyValue("frame", frame).log("not heeded");
    }
  }

  private void open(SpdySynStreamFrame syn) {
    boolean good = syn.streamId() > lastStream && !syn.isInvalid() && !syn.isTruncated();
    if (!good || leaving || streams.size() >= MOST_STREAMS) {
      SpdyStreamStatus why =
          good ? SpdyStreamStatus.REFUSED_STREAM : SpdyStreamStatus.PROTOCOL_ERROR;
      write(new DefaultSpdyRstStreamFrame(syn.streamId(), why));
      return;
    }
    lastStream = syn.streamId();
    SpdyStream stream = new SpdyStream(this, syn);
    streams.put(stream.id(), stream);
    opened.accept(stream);
    if (syn.isLast()) {
      stream.received(Buffer.buffer(), true);
    }
  }

  /** A stream to which nothing more belongs. */
  void done(SpdyStream stream) {
    streams.remove(stream.id());
    closeIfIdle();
  }

  private void closeIfIdle() {
    if (leaving && streams.isEmpty() && !over) {
      close();
    }
  }

  Future<Void> write(SpdyFrame frame) {
    if (over) {
      ReferenceCountUtil.release(frame);
      return Future.failedFuture("the connection is closed");
    }
    return out.write(frames.encode(frame));
  }

  boolean isFull() {
    return !over && out.writeQueueFull();
  }

  void setWriteQueueMaxSize(int size) {
    out.setWriteQueueMaxSize(size);
  }

  /** A stream has as much unread as it may. */
  void chokes() {
    if (full++ == 0) {
      in.pause();
    }
  }

  void flows() {
    if (--full == 0 && !over) {
      in.resume();
    }
  }
}
