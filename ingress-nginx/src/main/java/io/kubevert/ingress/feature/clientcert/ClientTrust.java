package io.kubevert.ingress.feature.clientcert;

import io.kubevert.ingress.tls.TrustAnchors;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The authorities that clients' certificates must come from (RFC 5280, 6). */
final class ClientTrust {
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String ANY = "2.5.29.37.0";

  private final Set<TrustAnchor> anchors;
  private final int depth;

  private ClientTrust(Set<TrustAnchor> anchors, int depth) {
    this.anchors = anchors;
    this.depth = depth;
  }

  /**
   * Reads authorities.
   *
   * @param pem certificates
   * @param depth how many may lie between an authority and a client's
   * @return empty when there are none
   */
  static Optional<ClientTrust> of(byte[] pem, int depth) {
    try {
      return Optional.of(new ClientTrust(TrustAnchors.parse(pem), depth));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /**
   * Why a chain is not trusted; empty when it is.
   *
   * @param chain the client's own certificate first; never empty
   */
  Optional<String> fault(List<X509Certificate> chain) {
    try {
      X509CertSelector own = new X509CertSelector();
      own.setCertificate(chain.getFirst());
      PKIXBuilderParameters parameters = TrustAnchors.verification(anchors, own, depth);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      List<String> usage = chain.getFirst().getExtendedKeyUsage();
      return usage == null || usage.contains(CLIENT) || usage.contains(ANY)
          ? Optional.empty()
          : Optional.of("unsuitable certificate purpose");
    } catch (GeneralSecurityException e) {
      return Optional.of("unable to verify the first certificate");
    }
  }

  @Override
  public String toString() {
    return "ClientTrust[" + anchors.size() + " authorities, depth " + depth + "]";
  }
}
