package io.kubevert.ingress.tls;

import io.kubevert.ingress.annotation.Annotations;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * {@code ssl-ciphers} and {@code ssl-prefer-server-ciphers}: the suites below TLS 1.3 of the hosts
 * of an Ingress.
 *
 * @param suites by OpenSSL's names, the best first; empty for the listener's
 * @param ours whether the best one is ours to say, or the client's
 */
public record CipherPreference(List<String> suites, boolean ours) {

  /** Empty where an Ingress says nothing about it. */
  public static Optional<CipherPreference> read(Annotations annotations) {
    List<String> suites =
        annotations
            .parsed("ssl-ciphers", CipherList::select, CipherList.EXPECTED)
            .orElse(List.of());
    boolean ours = annotations.flag("ssl-prefer-server-ciphers", true);
    return suites.isEmpty() && ours
        ? Optional.empty()
        : Optional.of(new CipherPreference(suites, ours));
  }

  /** Has a handshake whose suite is not chosen yet go by it. */
  void applyTo(SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine handshaking) {
      if (!suites.isEmpty()) {
        restrict(handshaking.sslPointer());
      }
      if (!ours) {
        SSL.clearOptions(handshaking.sslPointer(), SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
      }
    }
  }

  private void restrict(long handshake) {
    try {
      SSL.setCipherSuites(handshake, String.join(":", suites), false);
    } catch (Exception e) {
      throw new IllegalStateException("suites that there were are gone: " + suites, e);
    }
  }
}
