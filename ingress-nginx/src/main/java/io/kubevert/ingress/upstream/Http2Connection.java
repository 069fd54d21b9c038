package io.kubevert.ingress.upstream;

import io.kubevert.ingress.option.UpstreamOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a backend that carries many requests at a time (RFC 9113). It takes no more of
 * them once it has carried as many as it may, lived as long, or the backend says so, and ends with
 * the last one that is under way.
 */
final class Http2Connection extends Http2EventAdapter {
  private static final long MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_STREAMS = 1 << 29;

  private final Http2Pool pool;
  private final UpstreamOptions options;
  private final String scheme;
  private final Http2ConnectionHandler codec;
  private final PropertyKey requests;
  private final Promise<Http2Connection> ready = Promise.promise();
  private final long opened = System.nanoTime();
  private ChannelHandlerContext context;
  private ChannelHandlerContext behind;
  private int active;
  private int served;
  private boolean retired;
  private boolean flushing;
  private long idleSince = opened;

  Http2Connection(Http2Pool pool, UpstreamOptions options, String scheme) {
    this.pool = pool;
    this.options = options;
    this.scheme = scheme;
    this.codec =
        new Http2ConnectionHandlerBuilder()
            .server(false)
            .frameListener(this)
            .initialSettings(
                new Http2Settings().pushEnabled(false).maxHeaderListSize(MOST_HEADER_BYTES))
            .gracefulShutdownTimeoutMillis(TimeUnit.DAYS.toMillis(1))
            .build();
    codec.connection().addListener(this);
    codec.encoder().flowController().listener(this::writabilityChanged);
    this.requests = codec.connection().newKey();
  }

  /** Takes its place in front of what Vert.x has there; tells when the backend has greeted. */
  Future<Http2Connection> enter(ChannelPipeline pipeline, String before) {
    pipeline.addBefore(before, "http2", codec);
    context = pipeline.context(codec);
    behind = pipeline.context(before);
    context.channel().closeFuture().addListener(closed -> closed());
    return ready.future();
  }

  // What the pool asks

  Http2Request begin(RequestLine line) {
    active++;
    served++;
    if (served >= Math.min(options.requests(), MOST_STREAMS)) {
      retire();
    }
    return new Http2Request(this, line, served > 1);
  }

  boolean hasRoom() {
    return !retired && active < codec.connection().local().maxActiveStreams();
  }

  /** Whether it has been idle, or there, for too long. */
  boolean isExpired(long now) {
    return now - opened > options.life().toNanos()
        || active == 0 && now - idleSince > options.idle().toNanos();
  }

  /** Takes no more requests. */
  void retire() {
    retired = true;
    pool.forget(this);
    endIfDone();
  }

  /** Ends it at once, whatever is under way. */
  void close() {
    context.close();
  }

  private void endIfDone() {
    if (retired && active == 0) {
      behind.close();
    }
  }

  // What requests ask

  String scheme() {
    return scheme;
  }

  /**
   * Opens a request's stream.
   *
   * @return null if that failed, of which the request is told
   */
  Http2Stream open(Http2Request request, Http2Headers head, boolean last) {
    int id = codec.connection().local().incrementAndGetNextStreamId();
    codec.encoder().writeHeaders(context, id, head, 0, last, context.newPromise());
    Http2Stream stream = codec.connection().stream(id);
    if (stream == null) {
      request.failed(VertxException.noStackTrace("the connection takes no more requests"));
      return null;
    }
    stream.setProperty(requests, request);
    flush();
    return stream;
  }

  void write(Http2Stream stream, ByteBuf bytes, boolean last) {
    codec.encoder().writeData(context, stream.id(), bytes, 0, last, context.newPromise());
    flush();
  }

  boolean isWritable(Http2Stream stream) {
    return codec.encoder().flowController().isWritable(stream);
  }

  /** Lets the backend send as many bytes more. */
  void taken(Http2Stream stream, int bytes) {
    try {
      if (codec.decoder().flowController().consumeBytes(stream, bytes)) {
        flush();
      }
    } catch (Http2Exception e) {
      codec.onError(context, true, e);
    }
  }

  void cancel(Http2Request request) {
    if (request.stream() != null) {
      long code = Http2Error.CANCEL.code();
      codec.resetStream(context, request.stream().id(), code, context.newPromise());
      flush();
    }
  }

  void over() {
    active--;
    if (active == 0) {
      idleSince = System.nanoTime();
    }
    endIfDone();
    pool.hasRoom(this, active == 0 && !retired);
  }

  /** What requests write in one turn of the event loop leaves together. */
  private void flush() {
    if (!flushing) {
      flushing = true;
      context
          .executor()
          .execute(
              () -> {
                flushing = false;
                behind.flush();
              });
    }
  }

  // What comes from the backend

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    if (!ready.tryComplete(this)) {
      pool.hasRoom(this, false);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last) {
    onHeadersRead(ctx, id, headers, padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean last) {
    Http2Request request = request(id);
    if (request != null) {
      request.headers(headers);
      if (last) {
        request.answerEnded();
      }
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean last) {
    Http2Request request = request(id);
    if (request == null) {
      return data.readableBytes() + padding;
    }
    if (data.isReadable()) {
      ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(data));
      request.content(BufferInternal.buffer(copy));
    }
    if (last) {
      request.answerEnded();
    }
    return padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
    Http2Request request = request(id);
    if (request != null) {
      request.failed(
          VertxException.noStackTrace(
              "the backend has reset the request: " + Http2Error.valueOf(code)));
    }
  }

  @Override
  public void onGoAwayReceived(int lastStreamId, long code, ByteBuf debugData) {
    retire();
  }

  private Http2Request request(int id) {
    Http2Stream stream = codec.connection().stream(id);
    return stream == null ? null : stream.getProperty(requests);
  }

  private void writabilityChanged(Http2Stream stream) {
    Http2Request request = stream.getProperty(requests);
    if (request != null && isWritable(stream)) {
      request.drained();
    }
  }

  /** For a request whose answer has ended this is no failure, but its end. */
  @Override
  public void onStreamClosed(Http2Stream stream) {
    Http2Request request = stream.getProperty(requests);
    if (request != null) {
      request.failed(VertxException.noStackTrace("the backend has closed the connection"));
    }
  }

  private void closed() {
    ready.tryFail(VertxException.noStackTrace("the backend has closed the connection"));
    retired = true;
    pool.forget(this);
  }
}
