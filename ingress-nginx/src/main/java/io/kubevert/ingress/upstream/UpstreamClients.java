package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.UpstreamPolicy.Protocol;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.option.UpstreamOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to backends: a pool for each endpoint and protocol. Made on
 * first use; of very many ways of TLS the one used longest ago is given up, and so is, of very many
 * connections that nothing is asked on, the one that was asked longest ago.
 */
final class UpstreamClients {
  private static final int MOST_CONNECTIONS = 16_384;
  private static final int MOST_HTTP2_CONNECTIONS = 8;
  private static final int MOST_WAITING = 1_024;
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_CLIENTS = 256;
  private static final long DRAIN_SECONDS = 120;

  /** What is still on its way when a connection takes nothing more may end in peace. */
  private static final int LONGEST_REQUEST_DAYS = 1;

  private final Vertx vertx;
  private final UpstreamOptions options;

  /** Those that have no way of TLS of their own: nearly all requests go through one of these. */
  private final Map<Protocol, HttpClientAgent> ordinary = new EnumMap<>(Protocol.class);

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
  private final Set<HttpConnection> idle = new LinkedHashSet<>();

  private static final class Load {
    private int served;
    private int active;
  }

  private record Key(Protocol protocol, UpstreamTls tls) {}

  UpstreamClients(Vertx vertx, UpstreamOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Notes that a connection carries a request; true when it has carried one before. */
  boolean use(HttpConnection connection) {
    Load load = loads.computeIfAbsent(connection, this::watch);
    idle.remove(connection);
    load.active++;
    load.served++;
    if (load.served == options.requests()) {
      end(connection);
    }
    return load.served > 1;
  }

  private Load watch(HttpConnection connection) {
    connection.closeHandler(closed -> idle.remove(connection));
    return new Load();
  }

  /** Notes that a request is over that a connection carried. */
  void release(HttpConnection connection) {
    Load load = loads.get(connection);
    if (load == null || --load.active > 0) {
      return;
    }
    idle.add(connection);
    if (idle.size() > options.connections()) {
      HttpConnection eldest = idle.iterator().next();
      idle.remove(eldest);
      end(eldest);
    }
  }

  private static void end(HttpConnection connection) {
    connection.shutdown(LONGEST_REQUEST_DAYS, TimeUnit.DAYS);
  }

  HttpClientAgent of(Protocol protocol, UpstreamTls tls) {
    return tls.equals(UpstreamTls.DEFAULT)
        ? ordinary.computeIfAbsent(protocol, each -> create(each, UpstreamTls.DEFAULT))
        : clients.computeIfAbsent(new Key(protocol, tls), key -> create(key.protocol, key.tls));
  }

  private HttpClientAgent create(Protocol protocol, UpstreamTls tls) {
    int idleSeconds = (int) Math.max(1, options.idle().toSeconds());
    HttpClientOptions client =
        new HttpClientOptions()
            .setKeepAliveTimeout(idleSeconds)
            .setHttp2KeepAliveTimeout(idleSeconds)
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setTcpNoDelay(true)
            .setTrustAll(tls.authorities().isEmpty())
            .setVerifyHost(tls.authorities().isPresent());
    TlsPeer.configure(client, tls);
    if (protocol.isGrpc()) {
      client
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setUseAlpn(protocol == Protocol.GRPCS)
          .setHttp2ClearTextUpgrade(false);
    }
    PoolOptions pool =
        new PoolOptions()
            .setHttp1MaxSize(MOST_CONNECTIONS)
            .setHttp2MaxSize(MOST_HTTP2_CONNECTIONS)
            .setMaxLifetime((int) Math.max(1, options.life().toSeconds()))
            .setMaxWaitQueueSize(MOST_WAITING);
    return vertx.httpClientBuilder().with(client).with(pool).build();
  }
}
