package io.kubevert.coredns.plugin.forward;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * How connections to a server are made.
 *
 * @param timeout of a connection, and of a question on it
 */
record UpstreamConnections(ForwardOptions.Server server, ForwardOptions options, Duration timeout) {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** Over TCP, or TLS. */
  Exchange overStreams(Vertx vertx, RandomGenerator random, Consumer<Boolean> used) {
    NetClientOptions connections =
        new NetClientOptions()
            .setConnectTimeout((int) timeout.toMillis())
            .setTcpNoDelay(true)
            .setIdleTimeout(idleMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return new StreamExchange(
        vertx, target(), connections, timeout, options.most().idle(), random, used);
  }

  Exchange overHttps(Vertx vertx, Consumer<Boolean> used) {
    HttpClientOptions connections =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setUseAlpn(true)
            .setSsl(true)
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setConnectTimeout((int) timeout.toMillis())
            .setTcpNoDelay(true)
            .setIdleTimeout(idleMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    options.tls().identity().ifPresent(connections::setKeyCertOptions);
    options.tls().authorities().ifPresent(connections::setTrustOptions);
    RequestOptions request =
        new RequestOptions()
            .setServer(address())
            .setHost(name().orElse(server.address().host()))
            .setPort(server.address().port())
            .setMethod(options.dohMethod());
    return new HttpsExchange(vertx, request, connections, timeout, used);
  }

  private int idleMillis() {
    return (int) Math.max(1, options.expire().toMillis());
  }

  /** Where to, and over TLS the name that the server's certificate must have. */
  private ConnectOptions target() {
    ConnectOptions target =
        new ConnectOptions().setRemoteAddress(address()).setHost(server.address().host());
    if (server.transport().isSecure()) {
      target.setSsl(true).setSslOptions(tls(options.tls()));
      name().ifPresent(name -> target.setHost(name).setSniServerName(name));
    }
    return target;
  }

  private SocketAddress address() {
    return SocketAddress.inetSocketAddress(server.address().port(), server.address().host());
  }

  /** What is said for all counts more than the name by which the server was found. */
  private Optional<String> name() {
    return options.tls().serverName().or(server::name);
  }

  private static ClientSSLOptions tls(ForwardOptions.Tls options) {
    ClientSSLOptions tls =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm("HTTPS")
            .setEnabledSecureTransportProtocols(PROTOCOLS);
    options.identity().ifPresent(tls::setKeyCertOptions);
    options.authorities().ifPresent(tls::setTrustOptions);
    return tls;
  }
}
