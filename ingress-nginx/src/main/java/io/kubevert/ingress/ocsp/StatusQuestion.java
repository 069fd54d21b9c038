package io.kubevert.ingress.ocsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;

/**
 * What an authority is asked about a certificate (RFC 6960, 4.1).
 *
 * @param url where, by the certificate's own word
 * @param request as it is sent
 */
record StatusQuestion(String url, byte[] request) {

  /**
   * The question about the first certificate of a chain; empty where the second is not there, by
   * which it was issued, and where no authority is named that answers over HTTP.
   */
  static Optional<StatusQuestion> about(List<X509Certificate> chain) {
    return chain.size() < 2
        ? Optional.empty()
        : responder(chain.getFirst())
            .map(url -> new StatusQuestion(url, request(chain.getFirst(), chain.get(1))));
  }

  private static Optional<String> responder(X509Certificate leaf) {
    byte[] extension = leaf.getExtensionValue(Extension.authorityInfoAccess.getId());
    if (extension == null) {
      return Optional.empty();
    }
    try {
      AuthorityInformationAccess access =
          AuthorityInformationAccess.getInstance(
              ASN1OctetString.getInstance(extension).getOctets());
      return Arrays.stream(access.getAccessDescriptions())
          .filter(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
          .map(AccessDescription::getAccessLocation)
          .filter(location -> location.getTagNo() == GeneralName.uniformResourceIdentifier)
          .map(location -> location.getName().toString())
          .filter(url -> url.startsWith("http://"))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] request(X509Certificate leaf, X509Certificate issuer) {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(issuer.getPublicKey().getEncoded());
    CertID id =
        new CertID(
            new AlgorithmIdentifier(X509ObjectIdentifiers.id_SHA1, DERNull.INSTANCE),
            hash(issuer.getSubjectX500Principal().getEncoded()),
            hash(key.getPublicKeyData().getBytes()),
            new ASN1Integer(leaf.getSerialNumber()));
    try {
      DERSequence requests = new DERSequence(new Request(id, null));
      return new OCSPRequest(new TBSRequest(null, requests, (Extensions) null), null).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that every authority knows; it need not be hard to forge here. */
  private static ASN1OctetString hash(byte[] bytes) {
    try {
      return new DEROctetString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has SHA-1", e);
    }
  }
}
