package io.kubevert.ingress.upstream;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.option.UpstreamOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of one event loop to backends: a pool for each endpoint and way to speak to it.
 * Made on first use; of very many ways of TLS the one used longest ago is given up.
 */
public final class UpstreamClients {
  private static final int MOST_CLIENTS = 256;
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final long MOST_EVICT_MILLIS = 5_000;
  private static final String NO_CHECK = "";
  private static final String CHECK_NAME = "HTTPS";

  private final Vertx vertx;
  private final UpstreamOptions options;
  private final IdleLimit<Http1Connection> idle;
  private final IdleLimit<Http2Connection> idleHttp2;
  private final ByteBuf scratch = Unpooled.buffer();

  /** Nearly all requests go through one of these. */
  private final Map<Endpoint, ConnectionPool> plain = new HashMap<>();

  private final Map<Destination, ConnectionPool> encrypted = new HashMap<>();
  private final Map<Destination, Http2Pool> http2 = new HashMap<>();

  /** A client that is forgotten lives on as long as there are connections of it. */
  private final Map<Way, NetClient> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Way, NetClient> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  private record Way(UpstreamTls tls, boolean binary) {}

  /** Starts to look after connections; ends with the context. */
  public UpstreamClients(Vertx vertx, UpstreamOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.idle = new IdleLimit<>(options.connections(), Http1Connection::close);
    this.idleHttp2 = new IdleLimit<>(options.connections(), Http2Connection::retire);
    long period = Math.min(MOST_EVICT_MILLIS, options.idle().toMillis() / 2);
    vertx.setPeriodic(Math.max(1, period), fired -> evict());
  }

  /** Gives a request a connection to where it goes. */
  public Future<BackendRequest> open(
      Destination destination, RequestLine line, Duration connectTimeout) {
    if (destination.binary()) {
      return http2.computeIfAbsent(destination, this::http2Pool).request(line, connectTimeout);
    }
    ConnectionPool pool =
        destination.encrypted()
            ? encrypted.computeIfAbsent(destination, this::pool)
            : plain.computeIfAbsent(
                destination.endpoint(), endpoint -> pool(Destination.plain(endpoint)));
    return pool.request(line, connectTimeout);
  }

  /** For requests beside those of clients, with no limits of time. */
  public HttpClientAgent aside() {
    return vertx
        .httpClientBuilder()
        .with(
            new HttpClientOptions()
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setTcpNoDelay(true)
                .setTrustAll(true)
                .setVerifyHost(false))
        .with(new PoolOptions().setHttp1MaxSize(ConnectionPool.MOST_CONNECTIONS))
        .build();
  }

  private ConnectionPool pool(Destination destination) {
    return new ConnectionPool(client(destination), where(destination), options, idle, scratch);
  }

  private Http2Pool http2Pool(Destination destination) {
    return new Http2Pool(vertx, client(destination), where(destination), options, idleHttp2);
  }

  private static ConnectOptions where(Destination destination) {
    Endpoint endpoint = destination.endpoint();
    return new ConnectOptions()
        .setRemoteAddress(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()))
        .setHost(destination.name().orElse(endpoint.host()))
        .setPort(endpoint.port())
        .setSsl(destination.encrypted());
  }

  private NetClient client(Destination destination) {
    return clients.computeIfAbsent(new Way(destination.tls(), destination.binary()), this::client);
  }

  private NetClient client(Way way) {
    NetClientOptions client = new NetClientOptions().setTcpNoDelay(true);
    TlsPeer.configure(client, way.tls);
    client.setHostnameVerificationAlgorithm(
        way.tls.authorities().isPresent() ? CHECK_NAME : NO_CHECK);
    if (way.binary) {
      client.setUseAlpn(true).setApplicationLayerProtocols(List.of(Http2Pool.PROTOCOL));
    }
    return vertx.createNetClient(client);
  }

  private void evict() {
    plain.values().forEach(ConnectionPool::evict);
    plain.values().removeIf(ConnectionPool::isEmpty);
    encrypted.values().forEach(ConnectionPool::evict);
    encrypted.values().removeIf(ConnectionPool::isEmpty);
    http2.values().forEach(Http2Pool::evict);
    http2.values().removeIf(Http2Pool::isEmpty);
  }
}
