package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Client;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads questions and writes answers; those that are ready at once leave together at the end of a
 * burst. Belongs to one event loop.
 */
final class DatagramInbound extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramInbound.class);

  private final ContextInternal context;
  private final Responder responder;
  private boolean reading;
  private long received;
  private int open;

  DatagramInbound(ContextInternal context, Responder responder) {
    this.context = context;
    this.responder = responder;
  }

  /** How many packets came. */
  long received() {
    return received;
  }

  /** How many of them have no answer yet. */
  int open() {
    return open;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext channel, DatagramPacket packet) {
    reading = true;
    received++;
    context.emit(packet, question -> answer(channel, question));
  }

  private void answer(ChannelHandlerContext channel, DatagramPacket packet) {
    InetSocketAddress sender = packet.sender();
    if (sender.getPort() == 0) {
      return;
    }
    byte[] octets = ByteBufUtil.getBytes(packet.content());
    open++;
    responder
        .respond(octets, new Client(sender, Client.Transport.UDP))
        .onComplete(
            messages -> done(channel, messages, sender),
            failure -> {
              LOG.atError().setCause(failure).log("no answer was made");
              done(channel, List.of(), sender);
            });
  }

  /** An answer may come from another loop, as when it was made for another client as well. */
  private void done(ChannelHandlerContext channel, List<byte[]> messages, InetSocketAddress to) {
    if (channel.executor().inEventLoop()) {
      open--;
      messages.forEach(message -> send(channel, message, to));
    } else {
      channel.executor().execute(() -> done(channel, messages, to));
    }
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
