package io.kubevert.coredns.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How UDP sockets are set up: on Linux with one system call for many packets (recvmmsg, sendmmsg),
 * elsewhere as the JDK has them.
 */
final class UdpTransport {
  private static final Logger LOG = LoggerFactory.getLogger(UdpTransport.class);
  private static final int LARGEST_QUESTION = 4096;
  private static final int RECEIVE_BUFFER = 1 << 22;
  private static final int PACKETS_PER_READ = 32;

  /** Nobody sends from the port of tcpmux. */
  private static final int NOBODY = 1;

  private UdpTransport() {}

  /**
   * @param own the address that the socket will have; one for IPv4 alone spares each packet a
   *     detour
   */
  static Bootstrap bootstrap(ContextInternal context, InetAddress own) {
    boolean epoll = context.owner().isNativeTransportEnabled() && Epoll.isAvailable();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(context.nettyEventLoop())
            .channelFactory(() -> channel(epoll, own))
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .option(ChannelOption.RECVBUF_ALLOCATOR, allocator(epoll));
    return epoll
        ? bootstrap
            .option(UnixChannelOption.SO_REUSEPORT, true)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_QUESTION)
        : bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
  }

  private static Channel channel(boolean epoll, InetAddress own) {
    SocketProtocolFamily family =
        own instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
  }

  /** With recvmmsg one buffer takes many packets. */
  private static FixedRecvByteBufAllocator allocator(boolean epoll) {
    int size = epoll ? LARGEST_QUESTION * PACKETS_PER_READ : LARGEST_QUESTION;
    FixedRecvByteBufAllocator allocator = new FixedRecvByteBufAllocator(size);
    allocator.maxMessagesPerRead(PACKETS_PER_READ);
    return allocator;
  }

  /**
   * Takes a socket out of those that new packets go to, and leaves it what it holds: a connected
   * socket gets its peer's packets only. Netty is not told, as it would take that peer for the
   * sender of what is still to be read.
   */
  static void turnAway(Channel channel) {
    if (channel instanceof EpollDatagramChannel socket) {
      InetAddress own = socket.localAddress().getAddress();
      InetAddress peer = own.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : own;
      try {
        new Socket(socket.fd().intValue()).connect(new InetSocketAddress(peer, NOBODY));
      } catch (IOException e) {
        LOG.atDebug()
            .addKeyValue("address", socket.localAddress())
            .addKeyValue("cause", e.getMessage())
            .log("packets go on to arrive at a socket that is about to close");
      }
    }
  }
}
