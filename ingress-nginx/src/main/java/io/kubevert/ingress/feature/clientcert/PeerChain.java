package io.kubevert.ingress.feature.clientcert;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificates that a client has sent in its handshake. */
final class PeerChain {
  private static final int LINE = 64;

  private PeerChain() {}

  /** The client's own first; empty when it sent none. */
  static List<X509Certificate> of(HttpServerRequest request) {
    SSLSession session = request.connection().sslSession();
    if (session == null) {
      return List.of();
    }
    try {
      return Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** A certificate as PEM (RFC 7468). */
  static String pem(X509Certificate certificate) {
    try {
      String encoded =
          Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
    }
  }
}
