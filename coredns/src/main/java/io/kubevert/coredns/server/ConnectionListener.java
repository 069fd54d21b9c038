package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.net.ServerSSLOptions;

/** A TCP socket that takes connections. */
interface ConnectionListener {
  int port();

  /** New connections see another certificate. */
  void secureBy(ServerSSLOptions tls);

  /** Takes no more connections, and lets the open ones get the answers that they wait for. */
  Future<Void> close();
}
