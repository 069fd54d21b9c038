package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Client;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket on the event loop of the context that opens it, by whatever transport that Vert.x
 * uses.
 */
final class DatagramListener {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramListener.class);
  private static final int LARGEST_QUESTION = 4096;
  private static final int RECEIVE_BUFFER = 1 << 21;
  private static final int MESSAGES_PER_READ = 64;

  private final Channel channel;

  private DatagramListener(Channel channel) {
    this.channel = channel;
  }

  static Future<DatagramListener> bind(
      VertxInternal vertx, InetSocketAddress address, Responder responder) {
    ContextInternal context = vertx.getOrCreateContext();
    FixedRecvByteBufAllocator allocator = new FixedRecvByteBufAllocator(LARGEST_QUESTION);
    allocator.maxMessagesPerRead(MESSAGES_PER_READ);
    Promise<DatagramListener> bound = context.promise();
    new Bootstrap()
        .group(context.nettyEventLoop())
        .channelFactory(vertx.transport()::datagramChannel)
        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
        .option(ChannelOption.RECVBUF_ALLOCATOR, allocator)
        .handler(new Inbound(context, responder))
        .bind(address)
        .addListener(
            (io.netty.channel.ChannelFuture done) -> {
              if (done.isSuccess()) {
                bound.complete(new DatagramListener(done.channel()));
              } else {
                bound.fail(done.cause());
              }
            });
    return bound.future();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    channel.close().addListener(done -> closed.complete());
    return closed.future();
  }

  /** Reads questions; answers that are ready at once leave together at the end of a burst. */
  private static final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
    private final ContextInternal context;
    private final Responder responder;
    private boolean reading;

    Inbound(ContextInternal context, Responder responder) {
      this.context = context;
      this.responder = responder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext channel, DatagramPacket packet) {
      reading = true;
      context.emit(packet, received -> answer(channel, received));
    }

    private void answer(ChannelHandlerContext channel, DatagramPacket packet) {
      InetSocketAddress sender = packet.sender();
      if (sender.getPort() == 0) {
        return;
      }
      byte[] octets = ByteBufUtil.getBytes(packet.content());
      responder
          .respond(octets, new Client(sender, Client.Transport.UDP))
          .onComplete(
              messages -> messages.forEach(message -> send(channel, message, sender)),
              failure -> LOG.atError().setCause(failure).log("no answer was made"));
    }

    private void send(ChannelHandlerContext channel, byte[] message, InetSocketAddress to) {
      ByteBuf content = Unpooled.wrappedBuffer(message);
      channel.write(new DatagramPacket(content, to), channel.voidPromise());
      if (!reading) {
        channel.flush();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
      reading = false;
      channel.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
      Optional<String> why = Optional.ofNullable(cause.getMessage());
      LOG.atDebug().addKeyValue("cause", why.orElse(cause.toString())).log("UDP error");
    }
  }
}
