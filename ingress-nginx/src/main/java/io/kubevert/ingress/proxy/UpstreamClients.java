package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.UpstreamPolicy.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.EnumMap;
import java.util.Map;

/**
 * The connections of one event loop to backends: a pool for each endpoint and protocol, with
 * ingress-nginx's life times (60 s idle, one hour in all). Made on first use.
 */
final class UpstreamClients {
  private static final int IDLE_SECONDS = 60;
  private static final int LIFE_SECONDS = 3600;
  private static final int MOST_CONNECTIONS = 16_384;
  private static final int MOST_HTTP2_CONNECTIONS = 8;
  private static final int MOST_WAITING = 1_024;
  private static final int MOST_HEADER_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final Map<Protocol, HttpClientAgent> clients = new EnumMap<>(Protocol.class);

  UpstreamClients(Vertx vertx) {
    this.vertx = vertx;
  }

  HttpClientAgent of(Protocol protocol) {
    return clients.computeIfAbsent(protocol, this::create);
  }

  private HttpClientAgent create(Protocol protocol) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setHttp2KeepAliveTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setTcpNoDelay(true)
            .setTrustAll(true)
            .setVerifyHost(false);
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
