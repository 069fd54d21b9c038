package io.kubevert.ingress.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Two connections of one event loop whose bytes go to the other one as they come, at the pace of
 * the slower one. It ends when either side does, after what that has sent, or when nothing has
 * moved on either for too long.
 */
final class Tunnel {
  private final Side client = new Side();
  private final Side backend = new Side();
  private final Promise<Void> ended = Promise.promise();
  private final Deadlines.Deadline deadline;
  private int open = 2;

  /**
   * @param limit how long nothing may move
   */
  Tunnel(Deadlines deadlines, Duration limit) {
    this.deadline = deadlines.start(limit.toNanos(), this::close);
  }

  /** To be put in front of what reads the client's connection. */
  Side client() {
    return client;
  }

  /** To be put in front of what reads the backend's connection. */
  Side backend() {
    return backend;
  }

  /** Completes when both connections have ended. */
  Future<Void> ended() {
    return ended.future();
  }

  /** Ends both. */
  void close() {
    client.close();
    backend.close();
  }

  private Side other(Side side) {
    return side == client ? backend : client;
  }

  private void closed(Side side) {
    other(side).closeAfterWrites();
    open--;
    if (open == 0) {
      deadline.cancel();
      ended.tryComplete();
    }
  }

  /** One of the two connections. */
  final class Side extends ChannelInboundHandlerAdapter {
    private ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      deadline.putOff();
      Side other = other(this);
      if (message instanceof ByteBuf bytes && other.context != null) {
        other.context.write(bytes, other.context.voidPromise());
        if (!other.context.channel().isWritable()) {
          ctx.channel().config().setAutoRead(false);
        }
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      Side other = other(this);
      if (other.context != null) {
        other.context.flush();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      deadline.putOff();
      Side other = other(this);
      if (ctx.channel().isWritable() && other.context != null) {
        other.context.channel().config().setAutoRead(true);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      closed(this);
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    private void close() {
      if (context != null) {
        context.close();
      }
    }

    private void closeAfterWrites() {
      if (context != null) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }
}
