package io.kubevert.ingress.passthrough;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.option.ListenerOptions;
import io.kubevert.ingress.stream.Relay;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for TLS where connections for some hosts are passed on as they are. All others go on to
 * the server that ends TLS, with the client's address in the PROXY protocol's head.
 */
public final class PassthroughPort {
  private static final Logger LOG = LoggerFactory.getLogger(PassthroughPort.class);
  private static final long GREETING_MILLIS = 10_000;

  private final Supplier<Snapshot> snapshots;
  private final SocketAddress server;
  private final ListenerOptions options;
  private final Relay relay;

  /**
   * @param snapshots gives the routing that holds now
   * @param server where TLS is ended
   */
  public PassthroughPort(
      Vertx vertx, Supplier<Snapshot> snapshots, SocketAddress server, ListenerOptions options) {
    this.snapshots = snapshots;
    this.server = server;
    this.options = options;
    this.relay = new Relay(vertx, options.streams());
  }

  /** Opens the port; it is closed with the context that opened it. */
  public Future<NetServer> listen(Vertx vertx, String host, int port) {
    NetServerOptions server =
        new NetServerOptions()
            .setHost(host)
            .setPort(port)
            .setUseProxyProtocol(options.proxyProtocol())
            .setProxyProtocolTimeout(options.introduction().toMillis())
            .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) options.streams().idle().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setTcpNoDelay(true);
    return vertx.createNetServer(server).connectHandler(this::greeted).listen();
  }

  /** Reads right before the socket does: what came with the PROXY protocol's head passes there. */
  private void greeted(NetSocket socket) {
    ChannelHandlerContext context = ((NetSocketInternal) socket).channelHandlerContext();
    context
        .pipeline()
        .addBefore(
            context.name(),
            "server-name",
            new ServerNameReader(GREETING_MILLIS, name -> pass(socket, name)));
  }

  private void pass(NetSocket socket, String name) {
    socket.pause();
    snapshots
        .get()
        .passthrough(name)
        .map(this::connect)
        .orElseGet(() -> relay.connect(server, socket))
        .compose(other -> Relay.join(socket, other))
        .onFailure(
            cause -> {
              LOG.atWarn()
                  .addKeyValue("host", name)
                  .addKeyValue("cause", cause.getMessage())
                  .log("a TLS connection could not be passed on");
              socket.close();
            });
  }

  private Future<NetSocket> connect(BackendKey key) {
    return relay.connect(snapshots.get().backend(key).endpoints());
  }
}
