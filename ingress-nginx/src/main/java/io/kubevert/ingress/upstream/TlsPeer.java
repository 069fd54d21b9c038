package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.tls.TrustAnchors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/** The other side of TLS connections to backends: whom they are made to, and how it is verified. */
final class TlsPeer {

  private TlsPeer() {}

  /**
   * Where to connect, and as whom the other side is addressed in the handshake. Without a name that
   * would be its address, which no server name is sent for.
   */
  static RequestOptions address(Exchange exchange, Endpoint endpoint) {
    UpstreamPolicy policy = exchange.location().config().upstream();
    UpstreamTls tls = policy.tls();
    RequestOptions options = new RequestOptions().setHost(endpoint.host()).setPort(endpoint.port());
    boolean named = tls.indicated() || tls.authorities().isPresent();
    if (named && policy.protocol().encrypted(exchange.client().secure())) {
      options
          .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()))
          .setHost(tls.name().orElseGet(() -> serviceName(exchange)));
    }
    return options;
  }

  private static String serviceName(Exchange exchange) {
    return exchange
        .backend()
        .map(backend -> backend.service() + "." + backend.namespace() + ".svc")
        .orElse(exchange.authority().host());
  }

  /** Sets the options of a client that makes such connections. */
  static void configure(HttpClientOptions options, UpstreamTls tls) {
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
      tls.ciphers().forEach(options::addEnabledCipherSuite);
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
