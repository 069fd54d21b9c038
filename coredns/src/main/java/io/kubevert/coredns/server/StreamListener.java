package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP socket that takes questions by RFC 7766: many on a connection, answered as they come. */
final class StreamListener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
  private static final int IDLE_SECONDS = 30;
  private static final int DRAIN_SECONDS = 6;
  private static final int BACKLOG = 1024;

  private final NetServer server;

  private StreamListener(NetServer server) {
    this.server = server;
  }

  static Future<StreamListener> bind(
      ContextInternal context,
      InetSocketAddress address,
      Responder responder,
      Optional<ServerSSLOptions> tls) {
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
    tls.ifPresent(
        secure ->
            options
                .setSsl(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(secure.getKeyCertOptions())
                .setTrustOptions(secure.getTrustOptions())
                .setClientAuth(secure.getClientAuth()));
    return vertx
        .createNetServer(options)
        .connectHandler(socket -> new StreamConnection(context, socket, responder).open())
        .listen()
        .map(StreamListener::new);
  }

  int port() {
    return server.actualPort();
  }

  /** New connections see another certificate. */
  void secureBy(ServerSSLOptions tls) {
    server
        .updateSSLOptions(tls)
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("cause", failure.getMessage())
                    .log("the certificate stays as it was"));
  }

  /** Takes no more connections, and lets the open ones get the answers that they wait for. */
  Future<Void> close() {
    return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }
}
