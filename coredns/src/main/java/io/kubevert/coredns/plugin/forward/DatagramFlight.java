package io.kubevert.coredns.plugin.forward;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/** A connected UDP socket with at most one question on its way. */
final class DatagramFlight extends SimpleChannelInboundHandler<DatagramPacket> {
  private final ContextInternal context;
  private ChannelHandlerContext channel;
  private Promise<byte[]> answer;
  private int expectedId;
  private long idleSinceNanos;

  DatagramFlight(ContextInternal context) {
    this.context = context;
  }

  Future<byte[]> fly(Vertx vertx, byte[] question, int id, Duration timeout) {
    Promise<byte[]> promise = context.promise();
    answer = promise;
    expectedId = id;
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late ->
                promise.tryFail(
                    new UpstreamException(
                        "no answer within " + timeout.toMillis() + " ms: i/o timeout")));
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(question))
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                promise.tryFail(new UpstreamException("cannot send", written.cause()));
              }
            });
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  void idleSince(long nanos) {
    idleSinceNanos = nanos;
  }

  boolean isIdleSince(long nanos) {
    return idleSinceNanos - nanos <= 0;
  }

  void close() {
    channel.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, DatagramPacket packet) {
    byte[] octets = ByteBufUtil.getBytes(packet.content());
    if (answer != null && Exchange.identifier(octets) == expectedId) {
      answer.tryComplete(octets);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    if (answer != null) {
      answer.tryFail(new UpstreamException("refused", cause));
    }
  }
}
