package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.UpstreamPolicy.Protocol;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to backends: a pool for each endpoint and protocol, with
 * ingress-nginx's life times (60 s idle, one hour in all). Made on first use; of very many ways of
 * TLS the one used longest ago is given up.
 */
final class UpstreamClients {
  private static final int IDLE_SECONDS = 60;
  private static final int LIFE_SECONDS = 3600;
  private static final int MOST_CONNECTIONS = 16_384;
  private static final int MOST_HTTP2_CONNECTIONS = 8;
  private static final int MOST_WAITING = 1_024;
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_CLIENTS = 256;
  private static final long DRAIN_SECONDS = 120;

  private final Vertx vertx;

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

  private final Set<HttpConnection> used = Collections.newSetFromMap(new WeakHashMap<>());

  private record Key(Protocol protocol, UpstreamTls tls) {}

  UpstreamClients(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Notes that a connection carries a request; true when it has carried one before. */
  boolean use(HttpConnection connection) {
    return !used.add(connection);
  }

  HttpClientAgent of(Protocol protocol, UpstreamTls tls) {
    return tls.equals(UpstreamTls.DEFAULT)
        ? ordinary.computeIfAbsent(protocol, each -> create(each, UpstreamTls.DEFAULT))
        : clients.computeIfAbsent(new Key(protocol, tls), key -> create(key.protocol, key.tls));
  }

  private HttpClientAgent create(Protocol protocol, UpstreamTls tls) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setHttp2KeepAliveTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setTcpNoDelay(true)
            .setTrustAll(tls.authorities().isEmpty())
            .setVerifyHost(tls.authorities().isPresent());
    TlsPeer.configure(options, tls);
    if (protocol.isGrpc()) {
      options
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setUseAlpn(protocol == Protocol.GRPCS)
          .setHttp2ClearTextUpgrade(false);
    }
    PoolOptions pool =
        new PoolOptions()
            .setHttp1MaxSize(MOST_CONNECTIONS)
            .setHttp2MaxSize(MOST_HTTP2_CONNECTIONS)
            .setMaxLifetime(LIFE_SECONDS)
            .setMaxWaitQueueSize(MOST_WAITING);
    return vertx.httpClientBuilder().with(options).with(pool).build();
  }
}
