package io.kubevert.coredns.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As the JDK has them, a packet a system call: for platforms without epoll. */
final class ChannelDatagrams extends SimpleChannelInboundHandler<DatagramPacket>
    implements Datagrams {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelDatagrams.class);
  private static final int LARGEST_QUESTION = 4096;
  private static final int RECEIVE_BUFFER = 1 << 22;
  private static final ChannelOption<Boolean> SHARED =
      NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);

  private final ContextInternal context;
  private final Responder responder;
  private Channel channel;
  private long received;
  private int open;

  private ChannelDatagrams(ContextInternal context, Responder responder) {
    this.context = context;
    this.responder = responder;
  }

  /**
   * A port that the kernel draws is shared only once it is drawn: it would else draw one, too, that
   * another socket of ours has.
   */
  static Future<ChannelDatagrams> bind(
      ContextInternal context, InetSocketAddress address, Responder responder) {
    ChannelDatagrams datagrams = new ChannelDatagrams(context, responder);
    Promise<ChannelDatagrams> bound = context.promise();
    new Bootstrap()
        .group(context.nettyEventLoop())
        .channelFactory(() -> new NioDatagramChannel(family(address.getAddress())))
        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_QUESTION))
        .option(SHARED, address.getPort() != 0)
        .handler(datagrams)
        .bind(address)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                datagrams.channel = done.channel();
                done.channel().config().setOption(SHARED, true);
                bound.complete(datagrams);
              } else {
                bound.fail(done.cause());
              }
            });
    return bound.future();
  }

  /** A socket for IPv4 alone spares each packet a detour. */
  private static SocketProtocolFamily family(InetAddress own) {
    return own instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  @Override
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public int open() {
    return open;
  }

  /** Here it cannot be. */
  @Override
  public void turnAway() {}

  @Override
  public Future<Void> release() {
    Promise<Void> closed = context.promise();
    channel.close().addListener(done -> closed.complete());
    return closed.future();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext inbound, DatagramPacket packet) {
    received++;
    context.emit(packet, this::answer);
  }

  private void answer(DatagramPacket packet) {
    InetSocketAddress sender = packet.sender();
    open++;
    responder.answer(
        ByteBufUtil.getBytes(packet.content()),
        sender,
        channel.eventLoop(),
        messages -> send(messages, sender));
  }

  private void send(List<byte[]> messages, InetSocketAddress to) {
    open--;
    for (byte[] message : messages) {
      channel.writeAndFlush(
          new DatagramPacket(Unpooled.wrappedBuffer(message), to), channel.voidPromise());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext inbound, Throwable cause) {
    Optional<String> why = Optional.ofNullable(cause.getMessage());
    LOG.atDebug().addKeyValue("cause", why.orElse(cause.toString())).log("UDP error");
  }
}
