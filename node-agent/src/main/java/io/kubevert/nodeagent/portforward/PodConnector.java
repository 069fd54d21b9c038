package io.kubevert.nodeagent.portforward;

import io.kubevert.netns.NetworkNamespace;
import io.kubevert.nodeagent.sandbox.Sandbox;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.NetSocketImpl;
import io.vertx.core.net.impl.VertxHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Connects to a pod's own loopback address, where also those programs listen that nobody else is to
 * reach.
 */
final class PodConnector {
  private static final int CONNECT_MILLIS = 5_000;

  private final Vertx vertx;

  PodConnector(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A connection; IPv6 is tried when nobody listens on IPv4. Called on an event loop. */
  Future<PodSocket> connect(Sandbox sandbox, int port) {
    return connect(sandbox, new InetSocketAddress("127.0.0.1", port))
        .recover(
            refused ->
                connect(sandbox, new InetSocketAddress("::1", port))
                    .recover(ignored -> Future.failedFuture(refused)));
  }

  private Future<PodSocket> connect(Sandbox sandbox, InetSocketAddress address) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> open(sandbox), false)
        .compose(channel -> connect(context, channel, address));
  }

  /** A channel's socket is opened with it, and is of the opening thread's namespace. */
  private Channel open(Sandbox sandbox) throws IOException, InterruptedException {
    ChannelFactory<? extends Channel> sockets =
        ((VertxInternal) vertx).transport().channelFactory(false);
    return sandbox.usesHostNetwork()
        ? sockets.newChannel()
        : new NetworkNamespace(sandbox.namespace()).call(sockets::newChannel);
  }

  /** Vert.x opens its sockets itself; one that was opened elsewhere joins it by its own means. */
  private static Future<PodSocket> connect(
      ContextInternal context, Channel channel, InetSocketAddress address) {
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    Promise<PodSocket> promise = context.promise();
    context
        .nettyEventLoop()
        .register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                channel
                    .connect(address)
                    .addListener(connected -> joined(context, channel, connected, promise));
              } else {
                channel.unsafe().closeForcibly();
                promise.fail(registered.cause());
              }
            });
    return promise.future();
  }

  private static void joined(
      ContextInternal context,
      Channel channel,
      io.netty.util.concurrent.Future<?> connected,
      Promise<PodSocket> promise) {
    if (!connected.isSuccess()) {
      channel.close();
      promise.fail(connected.cause());
      return;
    }
    VertxHandler<NetSocketImpl> handler =
        VertxHandler.create(netty -> new NetSocketImpl(context, netty, null, null, null, false));
    channel.pipeline().addLast("handler", handler);
    NetSocketImpl socket = handler.getConnection();
    socket.pause();
    promise.complete(new PodSocket(socket, (DuplexChannel) channel));
  }
}
