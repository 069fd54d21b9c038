package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Client;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What all sockets that take connections have in common. */
final class StreamOptions {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
  private static final int IDLE_SECONDS = 30;
  private static final int BACKLOG = 1024;

  private StreamOptions() {}

  /** Who is at the other end of a connection. */
  static Client client(SocketAddress remote, SocketAddress local, Client.Transport transport) {
    return new Client(address(remote), transport, address(local));
  }

  private static InetSocketAddress address(SocketAddress address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address.hostAddress()), address.port());
  }

  /** Sets them. */
  static <O extends NetServerOptions> O set(
      O options,
      ContextInternal context,
      InetSocketAddress address,
      Optional<ServerSSLOptions> tls) {
    options
        .setHost(address.getAddress().getHostAddress())
        .setPort(address.getPort())
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpNoDelay(true)
        .setReusePort(context.owner().isNativeTransportEnabled())
        .setAcceptBacklog(BACKLOG);
    tls.ifPresent(
        secure ->
            options
                .setSsl(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(secure.getKeyCertOptions())
                .setTrustOptions(secure.getTrustOptions())
                .setClientAuth(secure.getClientAuth()));
    return options;
  }
}
