package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP socket that takes questions by RFC 7766: many on a connection, answered as they come. */
final class StreamListener implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);
  private static final int DRAIN_SECONDS = 6;

  private final NetServer server;

  private StreamListener(NetServer server) {
    this.server = server;
  }

  static Future<StreamListener> bind(
      ContextInternal context,
      InetSocketAddress address,
      Responder responder,
      Optional<ServerSSLOptions> tls) {
    return context
        .owner()
        .createNetServer(StreamOptions.set(new NetServerOptions(), context, address, tls))
        .connectHandler(socket -> new StreamConnection(context, socket, responder).open())
        .listen()
        .map(StreamListener::new);
  }

  @Override
  public int port() {
    return server.actualPort();
  }

  @Override
  public void secureBy(ServerSSLOptions tls) {
    server
        .updateSSLOptions(tls)
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("cause", failure.getMessage())
                    .log("the certificate stays as it was"));
  }

  @Override
  public Future<Void> close() {
    return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }
}
