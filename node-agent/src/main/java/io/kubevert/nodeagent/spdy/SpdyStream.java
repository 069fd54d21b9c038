package io.kubevert.nodeagent.spdy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * One stream of a session. What comes before somebody reads waits, up to a bound; then the whole
 * connection waits. Each direction ends by itself.
 */
public final class SpdyStream implements ReadStream<Buffer>, WriteStream<Buffer> {
  private static final int MOST_UNREAD_BYTES = 256 << 10;

  private final SpdySession session;
  private final int id;
  private final Map<String, String> headers = new TreeMap<>();
  private final Deque<Buffer> unread = new ArrayDeque<>();
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Void> drainHandler;
  private Handler<Throwable> exceptionHandler;
  private long unreadBytes;
  private long demand = Long.MAX_VALUE;
  private boolean choking;
  private boolean delivering;
  private boolean receivedAll;
  private boolean toldEnd;
  private boolean sentAll;
  private boolean lost;

  SpdyStream(SpdySession session, SpdySynStreamFrame opening) {
    this.session = session;
    this.id = opening.streamId();
    opening
        .headers()
        .iteratorAsString()
        .forEachRemaining(header -> headers.put(header.getKey(), header.getValue()));
  }

  public int id() {
    return id;
  }

  /**
   * A header that the client opened the stream with; empty if there is none.
   *
   * @param name in lower case
   */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Tells the client that the stream is used. */
  public void accept() {
    DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
    // Netty leaves an empty block of headers out, which SPDY has no room for.
    reply.headers().set("status", "200");
    session.write(reply);
  }

  /** Ends both directions at once, whatever is on its way. */
  public void reset() {
    if (!lost) {
      session.write(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
      session.done(this);
      lost();
    }
  }

  void received(Buffer bytes, boolean last) {
    if (receivedAll || lost) {
      return;
    }
    if (bytes.length() > 0) {
      unread.add(bytes);
      unreadBytes += bytes.length();
    }
    receivedAll = last;
    deliver();
    if (unreadBytes > MOST_UNREAD_BYTES && !choking) {
      choking = true;
      session.chokes();
    }
  }

  /** The client, or the connection, has ended the stream in the middle of it. */
  void lost() {
    if (lost) {
      return;
    }
    lost = true;
    unread.clear();
    unreadBytes = 0;
    relax();
    tellLoss();
  }

  private void tellLoss() {
    boolean complete = toldEnd && sentAll;
    if (lost && !complete && exceptionHandler != null) {
      exceptionHandler.handle(new SpdyStreamLostException(id));
    }
  }

  void drained() {
    if (drainHandler != null) {
      drainHandler.handle(null);
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (demand > 0 && handler != null && !unread.isEmpty()) {
        Buffer bytes = unread.poll();
        unreadBytes -= bytes.length();
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        handler.handle(bytes);
      }
    } finally {
      delivering = false;
    }
    if (unreadBytes <= MOST_UNREAD_BYTES / 2) {
      relax();
    }
    // Who fetches one by one is still busy with the last bytes while nothing is asked for.
    boolean askedFor = demand > 0 && endHandler != null;
    if (unread.isEmpty() && receivedAll && !toldEnd && askedFor) {
      toldEnd = true;
      endHandler.handle(null);
      forgetIfComplete();
    }
  }

  private void relax() {
    if (choking) {
      choking = false;
      session.flows();
    }
  }

  private void forgetIfComplete() {
    if (receivedAll && sentAll && !lost && unread.isEmpty()) {
      session.done(this);
    }
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    return sentAll || lost
        ? Future.failedFuture(new SpdyStreamLostException(id))
        : session.write(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes.getBytes())));
  }

  /** Tells the client that nothing more comes; what it sends still arrives. */
  @Override
  public Future<Void> end() {
    if (sentAll || lost) {
      return Future.succeededFuture();
    }
    sentAll = true;
    DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(id);
    last.setLast(true);
    Future<Void> written = session.write(last);
    forgetIfComplete();
    return written;
  }

  @Override
  public SpdyStream setWriteQueueMaxSize(int size) {
    session.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return session.isFull();
  }

  @Override
  public SpdyStream drainHandler(Handler<Void> drain) {
    drainHandler = drain;
    return this;
  }

  /** Called at once when the stream is lost already. */
  @Override
  public SpdyStream exceptionHandler(Handler<Throwable> failed) {
    exceptionHandler = failed;
    tellLoss();
    return this;
  }

  @Override
  public SpdyStream handler(Handler<Buffer> bytes) {
    handler = bytes;
    deliver();
    return this;
  }

  @Override
  public SpdyStream endHandler(Handler<Void> end) {
    endHandler = end;
    deliver();
    return this;
  }

  @Override
  public SpdyStream pause() {
    demand = 0;
    return this;
  }

  @Override
  public SpdyStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public SpdyStream fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    deliver();
    return this;
  }
}
