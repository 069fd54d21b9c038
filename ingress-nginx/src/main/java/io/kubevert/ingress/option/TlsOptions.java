package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.tls.CipherList;
import java.util.Set;

/**
 * How TLS is spoken with clients.
 *
 * @param protocols the versions ({@code ssl-protocols})
 * @param ciphers suites below TLS 1.3, by OpenSSL's names ({@code ssl-ciphers}); empty for
 *     BoringSSL's own
 * @param stapled whether authorities' answers about certificates are sent along ({@code
 *     enable-ocsp}); a change of it takes effect at once
 */
public record TlsOptions(Set<String> protocols, Set<String> ciphers, boolean stapled) {

  static TlsOptions read(Annotations values) {
    return new TlsOptions(
        values.tlsVersions("ssl-protocols").orElse(Annotations.SAFE_TLS),
        values.parsed("ssl-ciphers", CipherList::select, CipherList.EXPECTED).orElse(Set.of()),
        values.flag("enable-ocsp", false));
  }
}
