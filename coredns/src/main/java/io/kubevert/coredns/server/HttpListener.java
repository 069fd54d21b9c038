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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP socket that takes questions over HTTPS, by HTTP/2 or HTTP/1.1 (RFC 8484). */
final class HttpListener implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int DRAIN_SECONDS = 6;

  /** Room for the longest name in a query parameter, and for what clients put beside it. */
  private static final int LONGEST_LINE = 4096;

  private final HttpServer server;

  private HttpListener(HttpServer server) {
    this.server = server;
  }

  static Future<HttpListener> bind(
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
        .map(HttpListener::new);
  }

  @Override
  public int port() {
    return server.actualPort();
  }

  @Override
  public void secureBy(ServerSSLOptions tls) {
    ServerSSLOptions both =
        new ServerSSLOptions(tls)
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    server
        .updateSSLOptions(both)
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
