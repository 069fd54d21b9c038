package io.kubevert.ingress.feature.clientcert;

import io.kubevert.ingress.tls.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The authorities that clients' certificates must come from (RFC 5280, 6). */
final class ClientTrust {
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String ANY = "2.5.29.37.0";

  private final Set<TrustAnchor> anchors;
  private final Optional<Collection<? extends CRL>> revocations;
  private final int depth;

  private ClientTrust(
      Set<TrustAnchor> anchors, Optional<Collection<? extends CRL>> revocations, int depth) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.depth = depth;
  }

  /**
   * Reads authorities.
   *
   * @param pem certificates
   * @param revoked lists of revoked certificates, as PEM; with them, each authority of a chain must
   *     have one that is in date
   * @param depth how many may lie between an authority and a client's
   * @return empty when there are none, or the lists cannot be read
   */
  static Optional<ClientTrust> of(byte[] pem, Optional<byte[]> revoked, int depth) {
    try {
      Optional<Collection<? extends CRL>> lists = Optional.empty();
      if (revoked.isPresent()) {
        lists = Optional.of(lists(revoked.get()));
      }
      return Optional.of(new ClientTrust(TrustAnchors.parse(pem), lists, depth));
    } catch (CertificateException | CRLException e) {
      return Optional.empty();
    }
  }

  private static Collection<? extends CRL> lists(byte[] pem)
      throws CertificateException, CRLException {
    Collection<? extends CRL> lists =
        CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(pem));
    if (lists.isEmpty()) {
      throw new CRLException("there is no list in it");
    }
    return lists;
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
      if (revocations.isPresent()) {
        // Unless the JDK is told otherwise it looks at these lists alone, and asks no server that a
        // client's certificate names.
        parameters.setRevocationEnabled(true);
        parameters.addCertStore(
            CertStore.getInstance(
                "Collection", new CollectionCertStoreParameters(revocations.get())));
      }
      CertPathBuilder.getInstance("PKIX").build(parameters);
      List<String> usage = chain.getFirst().getExtendedKeyUsage();
      return usage == null || usage.contains(CLIENT) || usage.contains(ANY)
          ? Optional.empty()
          : Optional.of("unsuitable certificate purpose");
    } catch (GeneralSecurityException e) {
      return Optional.of(
          isRevoked(e) ? "certificate revoked" : "unable to verify the first certificate");
    }
  }

  private static boolean isRevoked(Throwable fault) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .anyMatch(CertificateRevokedException.class::isInstance);
  }

  @Override
  public String toString() {
    return "ClientTrust[" + anchors.size() + " authorities, depth " + depth + "]";
  }
}
