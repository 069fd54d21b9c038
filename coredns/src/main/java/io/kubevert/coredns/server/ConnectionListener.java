package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP socket that takes connections.
 *
 * @param certificate puts another before new connections
 * @param shutdown takes no more connections, and lets the open ones get the answers that they wait
 *     for, for so long
 */
record ConnectionListener(
    int port,
    Function<ServerSSLOptions, Future<Boolean>> certificate,
    Function<Duration, Future<Void>> shutdown) {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionListener.class);
  private static final Duration DRAIN = Duration.ofSeconds(6);

  void secureBy(ServerSSLOptions tls) {
    certificate
        .apply(tls)
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("cause", failure.getMessage())
                    .log("the certificate stays as it was"));
  }

  Future<Void> close() {
    return shutdown.apply(DRAIN);
  }
}
