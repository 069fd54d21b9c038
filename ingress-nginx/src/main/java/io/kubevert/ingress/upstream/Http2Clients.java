package io.kubevert.ingress.upstream;

import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.option.UpstreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/** Vert.x' clients for HTTP/2, one for each way of TLS. */
final class Http2Clients {
  private static final int MOST_CONNECTIONS = 8;
  private static final int MOST_WAITING = 1_024;
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_CLIENTS = 256;
  private static final long DRAIN_SECONDS = 120;

  /** What is still on its way when a connection takes nothing more may end in peace. */
  private static final int LONGEST_REQUEST_DAYS = 1;

  private final Vertx vertx;
  private final UpstreamOptions options;
  private final IdleLimit<HttpConnection> idle;
  private final Map<Key, HttpClientAgent> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, HttpClientAgent> eldest) {
          boolean removed = size() > MOST_CLIENTS;
          if (removed) {
            eldest.getValue().shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
          }
          return removed;
        }
      };

  private final Map<HttpConnection, Load> loads = new WeakHashMap<>();

  private static final class Load {
    private int served;
    private int active;
  }

  private record Key(boolean encrypted, UpstreamTls tls) {}

  Http2Clients(Vertx vertx, UpstreamOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.idle = new IdleLimit<>(options.connections(), Http2Clients::end);
  }

  Future<BackendRequest> open(Destination destination, RequestLine line, Duration connectTimeout) {
    Key key = new Key(destination.encrypted(), destination.tls());
    return clients
        .computeIfAbsent(key, this::create)
        .request(address(destination, line, connectTimeout))
        .map(
            stream -> {
              stream.authority(HostAndPort.parseAuthority(line.authority(), -1));
              return new Http2Request(stream, use(stream));
            });
  }

  /** Notes that a connection carries a request; true when it has carried one before. */
  private boolean use(HttpClientRequest stream) {
    HttpConnection connection = stream.connection();
    Load load = loads.computeIfAbsent(connection, this::watch);
    idle.remove(connection);
    load.active++;
    load.served++;
    stream
        .response()
        .compose(HttpClientResponse::end)
        .onComplete(
            over -> {
              load.active--;
              if (load.served >= options.requests()) {
                end(connection);
              } else if (load.active == 0) {
                idle.add(connection);
              }
            });
    return load.served > 1;
  }

  private Load watch(HttpConnection connection) {
    connection.closeHandler(closed -> idle.remove(connection));
    return new Load();
  }

  private static void end(HttpConnection connection) {
    connection.shutdown(LONGEST_REQUEST_DAYS, TimeUnit.DAYS);
  }

  private static RequestOptions address(
      Destination destination, RequestLine line, Duration connectTimeout) {
    int port = destination.endpoint().port();
    String host = destination.endpoint().host();
    return new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(port, host))
        .setHost(destination.name().orElse(host))
        .setPort(port)
        .setSsl(destination.encrypted())
        .setMethod(line.method())
        .setURI(line.target())
        .setConnectTimeout(connectTimeout.toMillis());
  }

  private HttpClientAgent create(Key key) {
    HttpClientOptions client =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setUseAlpn(key.encrypted)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2KeepAliveTimeout((int) Math.max(1, options.idle().toSeconds()))
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setTcpNoDelay(true)
            .setVerifyHost(key.tls.authorities().isPresent());
    TlsPeer.configure(client, key.tls);
    PoolOptions pool =
        new PoolOptions()
            .setHttp2MaxSize(MOST_CONNECTIONS)
            .setMaxLifetime((int) Math.max(1, options.life().toSeconds()))
            .setMaxWaitQueueSize(MOST_WAITING);
    return vertx.httpClientBuilder().with(client).with(pool).build();
  }
}
