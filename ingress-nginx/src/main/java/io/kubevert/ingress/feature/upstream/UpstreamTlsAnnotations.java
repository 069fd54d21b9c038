package io.kubevert.ingress.feature.upstream;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.tls.CipherList;
import io.kubevert.ingress.tls.TrustAnchors;
import io.kubevert.ingress.watch.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code proxy-ssl-secret} (keys {@code tls.crt}, {@code tls.key} and {@code ca.crt}), {@code
 * -verify}, {@code -verify-depth}, {@code -name}, {@code -server-name}, {@code -protocols} and
 * {@code -ciphers}.
 */
public final class UpstreamTlsAnnotations {
  private UpstreamTlsAnnotations() {}

  public static UpstreamTls read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<Map<String, byte[]>> secret =
        annotations
            .text("proxy-ssl-secret")
            .flatMap(reference -> scope.secret("proxy-ssl-secret", reference))
            .map(Secret::data);
    boolean verify = annotations.onOff("proxy-ssl-verify", false);
    return new UpstreamTls(
        verify ? authorities(secret) : Optional.empty(),
        annotations.number("proxy-ssl-verify-depth", 0, 100).orElse(1),
        annotations.parsed(
            "proxy-ssl-name",
            text -> text.matches("[A-Za-z0-9.-]{1,253}") ? Optional.of(text) : Optional.empty(),
            "a host"),
        annotations.onOff("proxy-ssl-server-name", false),
        annotations.tlsVersions("proxy-ssl-protocols").orElse(Set.of()),
        annotations
            .parsed("proxy-ssl-ciphers", CipherList::select, CipherList.EXPECTED)
            .orElse(List.of()),
        text(secret, "tls.crt")
            .flatMap(
                chain -> text(secret, "tls.key").map(key -> new UpstreamTls.Identity(chain, key))));
  }

  /**
   * Closes the Ingress while backends ought to be verified and cannot be: to talk to whoever
   * answers is not what was asked for.
   */
  public static Optional<Filter> closed(IngressScope scope) {
    Annotations annotations = scope.annotations();
    if (!annotations.onOff("proxy-ssl-verify", false) || read(scope).authorities().isPresent()) {
      return Optional.empty();
    }
    annotations.problem(
        "SecretUnusable",
        "proxy-ssl-secret",
        "annotation proxy-ssl-verify needs proxy-ssl-secret, a Secret with certificates in ca.crt; requests are"
            + " answered 503");
    return Optional.of(new Unavailable());
  }

  private static Optional<String> authorities(Optional<Map<String, byte[]>> secret) {
    return text(secret, "ca.crt")
        .filter(
            pem -> {
              try {
                return !TrustAnchors.parse(pem.getBytes(StandardCharsets.US_ASCII)).isEmpty();
              } catch (CertificateException e) {
                return false;
              }
            });
  }

  private static Optional<String> text(Optional<Map<String, byte[]>> secret, String key) {
    return secret
        .map(data -> data.get(key))
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }
}
