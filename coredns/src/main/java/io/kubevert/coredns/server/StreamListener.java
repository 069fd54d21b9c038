package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A TCP socket that takes questions by RFC 7766: many on a connection, answered as they come. */
final class StreamListener {
  private static final int IDLE_SECONDS = 30;
  private static final int DRAIN_SECONDS = 6;
  private static final int BACKLOG = 1024;

  private final NetServer server;

  private StreamListener(NetServer server) {
    this.server = server;
  }

  static Future<StreamListener> bind(
      ContextInternal context, InetSocketAddress address, Responder responder) {
    Vertx vertx = context.owner();
    NetServerOptions options =
        new NetServerOptions()
            .setHost(address.getAddress().getHostAddress())
            .setPort(address.getPort())
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setTcpNoDelay(true)
            .setReusePort(vertx.isNativeTransportEnabled())
            .setAcceptBacklog(BACKLOG);
    return vertx
        .createNetServer(options)
        .connectHandler(socket -> new StreamConnection(context, socket, responder).open())
        .listen()
        .map(StreamListener::new);
  }

  /** Takes no more connections, and lets the open ones get the answers that they wait for. */
  Future<Void> close() {
    return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }
}
