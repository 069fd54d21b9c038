package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.tls.CipherList;
import io.kubevert.ingress.tls.CipherPreference;
import io.kubevert.ingress.tls.HandshakeRules;
import io.kubevert.ingress.tls.SessionRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How TLS is spoken with clients.
 *
 * @param protocols the versions ({@code ssl-protocols})
 * @param ciphers suites below TLS 1.3, by OpenSSL's names, the best first ({@code ssl-ciphers}), as
 *     listeners are opened with; empty for the engine's own
 * @param stapled whether authorities' answers about certificates are sent along ({@code
 *     enable-ocsp}); a change of it takes effect at once
 * @param handshakes {@code ssl-reject-handshake}, {@code ssl-ecdh-curve}, and {@code
 *     ssl-session-cache}, {@code -tickets} and {@code -timeout}; so does a change of these
 */
public record TlsOptions(
    Set<String> protocols, List<String> ciphers, boolean stapled, HandshakeRules handshakes) {

  /** ingress-nginx's, as far as BoringSSL has them: with forward secrecy, and authenticated. */
  private static final String SUITES =
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
          + ":ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
          + ":ECDHE-RSA-CHACHA20-POLY1305";

  private static final Set<String> KNOWN_GROUPS =
      Set.of("X25519", "P-256", "P-384", "P-521", "prime256v1", "secp384r1", "secp521r1");
  private static final String GROUPS =
      "auto, or some of " + String.join(", ", new TreeSet<>(KNOWN_GROUPS)) + " between colons";

  private static Optional<List<String>> groups(String text) {
    List<String> groups = text.equals("auto") ? List.of() : List.of(text.split(":"));
    return KNOWN_GROUPS.containsAll(groups) ? Optional.of(groups) : Optional.empty();
  }

  static TlsOptions read(Annotations values) {
    Optional<List<String>> ciphers =
        values.parsed("ssl-ciphers", CipherList::select, CipherList.EXPECTED);
    return new TlsOptions(
        values.tlsVersions("ssl-protocols").orElse(Annotations.SAFE_TLS),
        ciphers.or(() -> CipherList.select(SUITES)).orElse(List.of()),
        values.flag("enable-ocsp", false),
        new HandshakeRules(
            values.flag("ssl-reject-handshake", false),
            values.parsed("ssl-ecdh-curve", TlsOptions::groups, GROUPS).orElse(List.of()),
            ciphers.map(suites -> new CipherPreference(suites, true)),
            new SessionRules(
                values.flag("ssl-session-cache", true),
                values.flag("ssl-session-tickets", true),
                values.positiveTime(
                    "ssl-session-timeout", HandshakeRules.DEFAULTS.sessions().life()))));
  }
}
