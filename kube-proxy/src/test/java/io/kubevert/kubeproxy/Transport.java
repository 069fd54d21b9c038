package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;

/** A protocol that Services forward, and how tests speak it. */
enum Transport {
  TCP,
  UDP,
  SCTP;

  /** Sends something from a new port and waits for the answer. */
  Outcome probe(Host from, String to, int port) {
    return switch (this) {
      case TCP -> from.tcp(to, port);
      case UDP -> from.udp(to, port);
      case SCTP -> from.sctp(to, port);
    };
  }
}
