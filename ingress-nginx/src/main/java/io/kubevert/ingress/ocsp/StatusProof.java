package io.kubevert.ingress.ocsp;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.SingleResponse;

/**
 * An authority's word that a certificate is not revoked.
 *
 * @param answer as it came
 * @param until how long it holds
 */
record StatusProof(byte[] answer, Instant until) {
  private static final Duration WITHOUT_END = Duration.ofHours(1);

  /**
   * Reads an answer about the first certificate of a chain.
   *
   * @throws GeneralSecurityException unless it says that the certificate is good, holds now, and is
   *     of the authority that issued it, or of one that it vouches for
   */
  static StatusProof of(List<X509Certificate> chain, byte[] answer, Clock clock)
      throws GeneralSecurityException {
    verify(chain.getFirst(), chain.get(1), answer);
    return new StatusProof(answer, until(answer, clock));
  }

  private static void verify(X509Certificate leaf, X509Certificate issuer, byte[] answer)
      throws GeneralSecurityException {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.ONLY_END_ENTITY,
            PKIXRevocationChecker.Option.NO_FALLBACK));
    checker.setOcspResponses(Map.of(leaf, answer));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
    parameters.addCertPathChecker(checker);
    validator.validate(
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
  }

  private static Instant until(byte[] answer, Clock clock) throws GeneralSecurityException {
    try {
      BasicOCSPResponse basic =
          BasicOCSPResponse.getInstance(
              OCSPResponse.getInstance(answer).getResponseBytes().getResponse().getOctets());
      ASN1GeneralizedTime next =
          SingleResponse.getInstance(basic.getTbsResponseData().getResponses().getObjectAt(0))
              .getNextUpdate();
      return next == null ? clock.instant().plus(WITHOUT_END) : next.getDate().toInstant();
    } catch (ParseException | IllegalArgumentException e) {
      throw new GeneralSecurityException("the answer cannot be read: " + e.getMessage(), e);
    }
  }
}
