package io.kubevert.coredns.plugin.forward;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How connections to servers are made. */
final class UpstreamConnections {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private UpstreamConnections() {}

  static NetClientOptions options(ForwardOptions options, Duration timeout) {
    return new NetClientOptions()
        .setConnectTimeout((int) timeout.toMillis())
        .setTcpNoDelay(true)
        .setIdleTimeout((int) Math.max(1, options.expire().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** Where to, and over TLS the name that the server's certificate must have. */
  static ConnectOptions target(ForwardOptions.Server server, ForwardOptions options) {
    String host = server.address().host();
    ConnectOptions target =
        new ConnectOptions()
            .setRemoteAddress(SocketAddress.inetSocketAddress(server.address().port(), host))
            .setHost(host);
    if (server.secure()) {
      target.setSsl(true).setSslOptions(tls(options.tls()));
      server
          .name()
          .or(options.tls()::serverName)
          .ifPresent(name -> target.setHost(name).setSniServerName(name));
    }
    return target;
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
