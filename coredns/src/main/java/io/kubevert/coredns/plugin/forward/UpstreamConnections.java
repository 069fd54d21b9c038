package io.kubevert.coredns.plugin.forward;

import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How connections to servers are made. */
final class UpstreamConnections {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private UpstreamConnections() {}

  /** Where to, and the name that the server's certificate must have. */
  static ConnectOptions target(ForwardOptions.Server server, ForwardOptions options) {
    ConnectOptions target =
        new ConnectOptions().setHost(server.address().host()).setPort(server.address().port());
    if (server.secure()) {
      options.tls().serverName().ifPresent(target::setSniServerName);
    }
    return target;
  }

  static NetClientOptions options(
      ForwardOptions.Server server, ForwardOptions options, Duration timeout) {
    NetClientOptions connection =
        new NetClientOptions()
            .setConnectTimeout((int) timeout.toMillis())
            .setTcpNoDelay(true)
            .setIdleTimeout((int) Math.max(1, options.expire().toMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    if (!server.secure()) {
      return connection;
    }
    options.tls().identity().ifPresent(connection::setKeyCertOptions);
    options.tls().authorities().ifPresent(connection::setTrustOptions);
    return connection
        .setSsl(true)
        .setHostnameVerificationAlgorithm("HTTPS")
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }
}
