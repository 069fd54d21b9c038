package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes questions over HTTPS, by HTTP/2 or HTTP/1.1 (RFC 8484). */
final class HttpListener {
  /** Room for the longest name in a query parameter, and for what clients put beside it. */
  private static final int LONGEST_LINE = 4096;

  private HttpListener() {}

  static Future<ConnectionListener> bind(
      ContextInternal context,
      InetSocketAddress address,
      Responder responder,
      Optional<ServerSSLOptions> tls) {
    HttpServerOptions options = StreamOptions.set(new HttpServerOptions(), context, address, tls);
    options
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setMaxInitialLineLength(LONGEST_LINE);
    return context
        .owner()
        .createHttpServer(options)
        .requestHandler(request -> new HttpExchange(context, request, responder).answer())
        .listen()
        .map(HttpListener::of);
  }

  private static ConnectionListener of(HttpServer server) {
    return new ConnectionListener(
        server.actualPort(),
        tls -> server.updateSSLOptions(withBothProtocols(tls)),
        drain -> server.shutdown(drain.toSeconds(), TimeUnit.SECONDS));
  }

  private static ServerSSLOptions withBothProtocols(ServerSSLOptions tls) {
    return new ServerSSLOptions(tls)
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
  }
}
