package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes questions by RFC 7766: many on a connection, answered as they come. */
final class StreamListener {
  private StreamListener() {}

  static Future<ConnectionListener> bind(
      ContextInternal context,
      InetSocketAddress address,
      Responder responder,
      Optional<ServerSSLOptions> tls) {
    return context
        .owner()
        .createNetServer(StreamOptions.set(new NetServerOptions(), context, address, tls))
        .connectHandler(socket -> new StreamConnection(context, socket, responder).open())
        .listen()
        .map(StreamListener::of);
  }

  private static ConnectionListener of(NetServer server) {
    return new ConnectionListener(
        server.actualPort(),
        server::updateSSLOptions,
        drain -> server.shutdown(drain.toSeconds(), TimeUnit.SECONDS));
  }
}
