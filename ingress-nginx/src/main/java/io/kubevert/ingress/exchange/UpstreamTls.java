package io.kubevert.ingress.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a TLS connection to a backend is made ({@code proxy-ssl-*}).
 *
 * @param authorities the certificates, as PEM, that the backend's must come from; empty when it is
 *     not verified
 * @param depth how many certificates may lie between
 * @param name that the backend's certificate must have; empty for the Service's own
 * @param indicated whether that name is sent in the handshake (SNI)
 * @param protocols empty for all that are safe
 * @param ciphers the suites for TLS 1.2, by their OpenSSL names; empty for all that are safe
 * @param identity what the proxy proves itself with
 */
public record UpstreamTls(
    Optional<String> authorities,
    int depth,
    Optional<String> name,
    boolean indicated,
    Set<String> protocols,
    List<String> ciphers,
    Optional<Identity> identity) {

  /** Verifies nothing, as ingress-nginx does when it is not asked to. */
  public static final UpstreamTls DEFAULT =
      new UpstreamTls(
          Optional.empty(), 1, Optional.empty(), false, Set.of(), List.of(), Optional.empty());

  /** A certificate with its chain, and its key, as PEM. */
  public record Identity(String certificates, String key) {
    /** Not the key: it does not belong in a log. */
    @Override
    public String toString() {
      return "Identity[...]";
    }
  }
}
