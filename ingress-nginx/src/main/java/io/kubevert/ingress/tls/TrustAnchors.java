package io.kubevert.ingress.tls;

import java.io.ByteArrayInputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;

/** The authorities in a Secret's {@code ca.crt}. */
public final class TrustAnchors {

  private TrustAnchors() {}

  /**
   * Reads certificates.
   *
   * @throws CertificateException if there are none
   */
  public static Set<TrustAnchor> parse(byte[] pem) throws CertificateException {
    Set<TrustAnchor> anchors =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(each -> new TrustAnchor((X509Certificate) each, null))
            .collect(Collectors.toUnmodifiableSet());
    if (anchors.isEmpty()) {
      throw new CertificateException("there is no certificate in it");
    }
    return anchors;
  }

  /**
   * How a chain to these is verified: without revocation, by up to so many certificates between.
   */
  public static PKIXBuilderParameters verification(
      Set<TrustAnchor> anchors, X509CertSelector target, int depth)
      throws InvalidAlgorithmParameterException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.setRevocationEnabled(false);
    parameters.setMaxPathLength(depth);
    return parameters;
  }
}
