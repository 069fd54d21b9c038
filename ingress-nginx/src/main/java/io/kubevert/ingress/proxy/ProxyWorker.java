package io.kubevert.ingress.proxy;

import io.kubevert.ingress.balancer.Balancers;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.option.HttpOptions;
import io.kubevert.ingress.option.ListenerOptions;
import io.kubevert.ingress.option.TlsOptions;
import io.kubevert.ingress.passthrough.PassthroughPort;
import io.kubevert.ingress.tls.AnyClientCertificate;
import io.kubevert.ingress.tls.CipherList;
import io.kubevert.ingress.tls.SniKeyManager;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The listeners of one event loop. Several of them share the ports; Vert.x deals the connections
 * out.
 */
public final class ProxyWorker extends VerticleBase {
  private static final int MOST_FLUSHES = 256;

  private final Listeners listeners;
  private final Supplier<Snapshot> snapshots;
  private final SniKeyManager keys;
  private final Consumer<Exchange> observer;
  private final IntConsumer connections;
  private final BoundPorts bound;
  private Optional<String> directory = Optional.empty();

  /**
   * The address and ports to listen on; a port 0 is any free one.
   *
   * @param options what is spoken there
   */
  public record Listeners(String host, int httpPort, int httpsPort, ListenerOptions options) {}

  /** Is told the ports that were bound. */
  @FunctionalInterface
  public interface BoundPorts {
    void bound(int httpPort, int httpsPort);
  }

  /**
   * @param snapshots gives the routing that holds now
   * @param keys chooses certificates
   * @param observer is told of every exchange when it is over, on this event loop
   * @param connections is told of each connection that opens, by 1, and that ends, by -1
   */
  public ProxyWorker(
      Listeners listeners,
      Supplier<Snapshot> snapshots,
      SniKeyManager keys,
      Consumer<Exchange> observer,
      IntConsumer connections,
      BoundPorts bound) {
    this.listeners = listeners;
    this.snapshots = snapshots;
    this.keys = keys;
    this.observer = observer;
    this.connections = connections;
    this.bound = bound;
  }

  @Override
  public Future<?> start() {
    SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    ConnectionGuard guard =
        new ConnectionGuard(vertx, listeners.options().http()).tellingOf(connections);
    guard.start();
    FrontDoor door =
        new FrontDoor(
            vertx,
            snapshots,
            new Balancers(random, Clock.systemUTC()),
            random,
            new FrontDoor.ListenerPorts(80, 443),
            new Misdirection(keys),
            guard,
            observer);
    HttpServer plain = server(options(listeners.httpPort()), door, guard);
    return plain
        .listen()
        .compose(
            listening ->
                listeners.options().flags().passthrough()
                    ? listenBehindPassthrough(door, guard)
                    : server(secured(options(listeners.httpsPort())), door, guard)
                        .listen()
                        .map(HttpServer::actualPort))
        .onSuccess(https -> bound.bound(plain.actualPort(), https));
  }

  /** TLS is ended behind a socket in a directory that nobody else may enter. */
  private Future<Integer> listenBehindPassthrough(FrontDoor door, ConnectionGuard guard) {
    return vertx
        .fileSystem()
        .createTempDirectory("ingress-")
        .compose(
            created -> {
              directory = Optional.of(created);
              SocketAddress inner = SocketAddress.domainSocketAddress(created + "/https");
              HttpServerOptions options = secured(options(0)).setUseProxyProtocol(true);
              return server(options, door, guard)
                  .listen(inner)
                  .compose(listening -> openPassthrough(inner));
            });
  }

  private Future<Integer> openPassthrough(SocketAddress inner) {
    return new PassthroughPort(vertx, snapshots, inner, listeners.options())
        .listen(vertx, listeners.host(), listeners.httpsPort())
        .map(NetServer::actualPort);
  }

  @Override
  public Future<?> stop() {
    return directory
        .map(path -> vertx.fileSystem().deleteRecursive(path))
        .orElseGet(Future::succeededFuture);
  }

  private HttpServer server(HttpServerOptions options, FrontDoor door, ConnectionGuard guard) {
    return vertx
        .createHttpServer(options)
        .connectionHandler(
            connection -> {
              gatherFlushes(connection);
              guard.opened(connection);
            })
        .requestHandler(door);
  }

  /** Streams that are answered in one turn of the event loop share TLS records and system calls. */
  private static void gatherFlushes(HttpConnection connection) {
    if (connection instanceof Http2ServerConnection streams) {
      ChannelHandlerContext codec = streams.channelHandlerContext();
      codec
          .pipeline()
          .addBefore(codec.name(), "flushes", new FlushConsolidationHandler(MOST_FLUSHES, true));
    }
  }

  private HttpServerOptions options(int port) {
    HttpOptions http = listeners.options().http();
    return new HttpServerOptions()
        .setHost(listeners.host())
        .setPort(port)
        .setMaxHeaderSize(http.heads().fields())
        .setMaxInitialLineLength(http.heads().line())
        .setHandle100ContinueAutomatically(false)
        // While Vert.x waits to see which of two protocols a plain connection begins with, it tells
        // nobody of it, so that the guard cannot end one on which nothing comes.
        .setHttp2ClearTextEnabled(http.clearTextVersion2())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(http.streams())
                .setMaxHeaderListSize(http.heads().fields()))
        // WebSockets are passed on as they are, and what wraps them is their ends' business.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setUseProxyProtocol(listeners.options().proxyProtocol())
        .setProxyProtocolTimeout(listeners.options().introduction().toMillis())
        .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
        // Everything about a connection happens on its event loop: no queue to get there.
        .setStrictThreadMode(true)
        .setTcpNoDelay(true);
  }

  private HttpServerOptions secured(HttpServerOptions options) {
    TlsOptions tls = listeners.options().tls();
    if (!tls.ciphers().isEmpty()) {
      CipherList.besideTls13(tls.ciphers()).forEach(options::addEnabledCipherSuite);
    }
    return options
        .setSsl(true)
        .setSslEngineOptions(
            OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions())
        .setKeyCertOptions(keys.options())
        .setTrustOptions(TrustOptions.wrap(new AnyClientCertificate()))
        .setEnabledSecureTransportProtocols(tls.protocols())
        .setUseAlpn(true)
        .setAlpnVersions(
            listeners.options().http().version2()
                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                : List.of(HttpVersion.HTTP_1_1));
  }
}
