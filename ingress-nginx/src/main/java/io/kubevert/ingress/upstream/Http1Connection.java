package io.kubevert.ingress.upstream;

import io.kubevert.ingress.option.UpstreamOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * A connection to a backend that carries one request at a time. It is kept for the next one when
 * both request and answer have ended as they should and nothing else has come.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ConnectionPool pool;
  private final UpstreamOptions options;
  private final ResponseDecoder decoder = new ResponseDecoder();
  private final long opened = System.nanoTime();
  private ChannelHandlerContext context;
  private Http1Request request;
  private Http1Answer answer;
  private boolean interim;
  private boolean kept;
  private boolean answerEnded;
  private int served;
  private boolean held;
  private long idleSince;
  private long idleLimitNanos;

  Http1Connection(ConnectionPool pool, UpstreamOptions options) {
    this.pool = pool;
    this.options = options;
  }

  /** Takes its place in front of what Vert.x has there. */
  void enter(ChannelPipeline pipeline, String before) {
    pipeline.addBefore(before, "decoder", decoder).addBefore(before, "http", this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  // What the pool asks

  Http1Request begin(RequestLine line) {
    request = new Http1Request(this, line, served > 0);
    answer = null;
    answerEnded = false;
    interim = false;
    kept = true;
    idleLimitNanos = options.idle().toNanos();
    decoder.expect(line.method() == HttpMethod.HEAD);
    return request;
  }

  void idleFrom(long now) {
    idleSince = now;
  }

  /** Whether another request may go out on it; not when part of an answer to none has come. */
  boolean isUsable(long now) {
    return context.channel().isActive()
        && now - idleSince <= idleLimitNanos
        && now - opened <= options.life().toNanos()
        && decoder.isEmpty();
  }

  void close() {
    context.close();
  }

  // What the request and its answer ask

  /** Where a head is put together, as many small writes cost less there than outside the heap. */
  ByteBuf scratch() {
    return pool.scratch().clear();
  }

  ByteBuf copy(ByteBuf head) {
    return context.alloc().directBuffer(head.readableBytes()).writeBytes(head);
  }

  boolean isWritable() {
    return context.channel().isWritable();
  }

  void write(Http1Request from, ByteBuf bytes) {
    if (from != request) {
      bytes.release();
      return;
    }
    context.writeAndFlush(bytes, context.voidPromise());
  }

  void requestEnded(Http1Request from) {
    if (from == request && answerEnded) {
      settle();
    }
  }

  void giveUp(Http1Request from, Throwable cause) {
    if (from != request) {
      return;
    }
    if (from.isBegun()) {
      fail(cause);
    } else {
      request = null;
      pool.release(this);
      from.failed(cause);
    }
  }

  void giveUp(Http1Answer from, Throwable cause) {
    if (from == answer && request != null) {
      fail(cause);
    }
  }

  /** Reads nothing more for now. */
  void hold() {
    if (!held) {
      held = true;
      context.channel().config().setAutoRead(false);
    }
  }

  void letGo(Http1Answer from) {
    if (from == answer) {
      letGo();
    }
  }

  private void letGo() {
    if (held) {
      held = false;
      context.channel().config().setAutoRead(true);
    }
  }

  void handOver(Http1Answer from, ChannelHandler reader) {
    if (from != answer || request == null) {
      throw new IllegalStateException("the connection is gone");
    }
    request = null;
    pool.forget(this);
    ChannelPipeline pipeline = context.pipeline();
    pipeline.replace(this, "relay", reader);
    pipeline.remove(decoder);
  }

  // What comes from the backend

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (request == null || answerEnded || !(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
      kept = false;
      if (request == null) {
        ctx.close();
      }
      return;
    }
    if (part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      fail(part.decoderResult().cause());
      return;
    }
    if (message instanceof HttpResponse head) {
      head(head);
    }
    if (message instanceof HttpContent content) {
      content(content);
    }
  }

  private void head(HttpResponse head) {
    boolean switched = head.status().code() == SWITCHING_PROTOCOLS;
    if (switched && !request.asksForProtocol()) {
      fail(VertxException.noStackTrace("the backend changes the protocol, which nobody asked for"));
      return;
    }
    interim = !switched && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      return;
    }
    kept = HttpUtil.isKeepAlive(head) && !request.asksForClose();
    idleLimitNanos = KeepAlive.nanos(head.headers().get("keep-alive"), idleLimitNanos);
    answer = new Http1Answer(this, head);
    request.answered(answer);
  }

  private void content(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (interim || request == null) {
      content.release();
      return;
    }
    if (content.content().isReadable()) {
      answer.content(BufferInternal.safeBuffer(content.content()));
    } else {
      content.release();
    }
    if (last && request != null) {
      answerEnded = true;
      answer.ended(trailers((LastHttpContent) content));
    }
  }

  private static MultiMap trailers(LastHttpContent last) {
    return last.trailingHeaders() instanceof HeadersMultiMap headers ? headers : null;
  }

  /** Only now is it certain that no more came than the answer. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (answerEnded) {
      settle();
    }
  }

  private void settle() {
    if (request == null || kept && !request.isEnded()) {
      return;
    }
    Http1Request last = request;
    request = null;
    answer = null;
    answerEnded = false;
    served++;
    if (kept && decoder.isEmpty() && served < options.requests()) {
      letGo();
      pool.release(this);
    } else {
      context.close();
      last.failed(VertxException.noStackTrace("the backend has ended the connection"));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (request != null && isWritable()) {
      request.drained();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(VertxException.noStackTrace("the backend has closed the connection"));
    pool.forget(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
    ctx.close();
  }

  private void fail(Throwable cause) {
    Http1Request last = request;
    if (last == null) {
      return;
    }
    Http1Answer broken = answer;
    request = null;
    answer = null;
    answerEnded = false;
    context.close();
    last.failed(cause);
    if (broken != null) {
      broken.failed(cause);
    }
  }
}
