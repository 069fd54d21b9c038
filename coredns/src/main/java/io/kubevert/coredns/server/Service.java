package io.kubevert.coredns.server;

import io.kubevert.coredns.corefile.Transport;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Optional;

/**
 * How an address is served.
 *
 * @param tls by what certificate, if the transport needs one
 */
record Service(Transport transport, Optional<ServerSSLOptions> tls) {
  /** Over UDP and TCP. */
  static final Service PLAIN = new Service(Transport.DNS, Optional.empty());
}
