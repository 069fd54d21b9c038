package io.kubevert.ingress.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * What holds for the handshakes of all hosts, from the next one on.
 *
 * @param knownHostsOnly whether clients of hosts that nobody serves get no certificate at all
 * @param groups for the exchange of keys, the best first; empty for BoringSSL's
 * @param ciphers the suites of hosts that have none of their own; empty for the listener's
 * @param sessions how long clients may take up their sessions again
 */
public record HandshakeRules(
    boolean knownHostsOnly,
    List<String> groups,
    Optional<CipherPreference> ciphers,
    SessionRules sessions) {
  /** What holds where nobody says otherwise. */
  public static final HandshakeRules DEFAULTS =
      new HandshakeRules(
          false, List.of(), Optional.empty(), new SessionRules(true, true, Duration.ofMinutes(10)));

  /** Has a handshake go by them of which nothing is chosen yet. */
  void applyTo(SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine handshaking) {
      if (!groups.isEmpty()) {
        SSL.setCurvesList(handshaking.sslPointer(), groups.toArray(String[]::new));
      }
      if (!sessions.ticketed()) {
        SSL.setOptions(handshaking.sslPointer(), SSL.SSL_OP_NO_TICKET);
      }
    }
  }
}
