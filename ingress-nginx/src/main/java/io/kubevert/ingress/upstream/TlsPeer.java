package io.kubevert.ingress.upstream;

import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.tls.CipherList;
import io.kubevert.ingress.tls.TrustAnchors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/** How the other side of TLS connections to backends is verified. */
final class TlsPeer {

  private TlsPeer() {}

  /** Sets the options of a client that makes such connections. */
  static void configure(ClientOptionsBase options, UpstreamTls tls) {
    options.setTrustAll(tls.authorities().isEmpty());
    tls.authorities()
        .ifPresent(pem -> options.setTrustOptions(TrustOptions.wrap(trust(pem, tls.depth()))));
    tls.identity()
        .ifPresent(
            identity ->
                options.setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(identity.certificates()))
                        .addKeyValue(Buffer.buffer(identity.key()))));
    if (!tls.ciphers().isEmpty()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
      CipherList.besideTls13(tls.ciphers()).forEach(options::addEnabledCipherSuite);
    }
    if (!tls.protocols().isEmpty()) {
      options.setEnabledSecureTransportProtocols(tls.protocols());
    }
  }

  private static TrustManagerFactory trust(String pem, int depth) {
    try {
      PKIXBuilderParameters parameters =
          TrustAnchors.verification(
              TrustAnchors.parse(pem.getBytes(StandardCharsets.US_ASCII)),
              new X509CertSelector(),
              depth);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "ca.crt of the proxy-ssl-secret holds no certificates: " + e.getMessage(), e);
    }
  }
}
