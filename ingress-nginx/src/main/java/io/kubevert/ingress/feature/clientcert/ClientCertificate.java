package io.kubevert.ingress.feature.clientcert;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.UriText;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.route.BoundedText;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code auth-tls-secret}, its keys {@code ca.crt} and {@code ca.crl}, with {@code
 * auth-tls-verify-client}, {@code -verify-depth}, {@code -error-page}, {@code
 * -pass-certificate-to-upstream} and {@code -match-cn}.
 *
 * @param mode what becomes of clients without a good certificate
 * @param commonName found in the subject, as in {@code CN=web}; others are answered 403
 * @param errorPage where clients are sent instead of being answered 400
 * @param passed whether the backend gets the certificate
 */
public record ClientCertificate(
    ClientTrust trust,
    Mode mode,
    Optional<Pattern> commonName,
    Optional<String> errorPage,
    boolean passed)
    implements Filter {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int FOUND = 302;
  private static final int UNAVAILABLE = 503;

  /** {@code auth-tls-verify-client}. */
  enum Mode {
    ON,
    OFF,
    OPTIONAL,
    OPTIONAL_NO_CA
  }

  public static Optional<Filter> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<String> reference = annotations.text("auth-tls-secret");
    Mode mode =
        annotations
            .parsed(
                "auth-tls-verify-client",
                ClientCertificate::mode,
                "on, off, optional or optional_no_ca")
            .orElse(Mode.ON);
    int depth = annotations.number("auth-tls-verify-depth", 0, 100).orElse(1);
    Optional<String> errorPage =
        annotations.parsed(
            "auth-tls-error-page",
            text ->
                text.matches("(https?:/)?/[\\x21-\\x7e]*") ? Optional.of(text) : Optional.empty(),
            "a URL");
    boolean passed = annotations.flag("auth-tls-pass-certificate-to-upstream", false);
    boolean matched = annotations.text("auth-tls-match-cn").isPresent();
    Optional<Pattern> commonName =
        annotations.parsed(
            "auth-tls-match-cn", ClientCertificate::pattern, "CN= and a regular expression");
    if (reference.isEmpty() || mode == Mode.OFF) {
      return Optional.empty();
    }
    Optional<ClientTrust> trust =
        scope
            .secret("auth-tls-secret", reference.get())
            .flatMap(secret -> trust(secret.data(), depth));
    if (trust.isEmpty() || (matched && commonName.isEmpty())) {
      annotations.problem(
          "SecretUnusable",
          "auth-tls-secret",
          "annotation auth-tls-secret needs a Secret with certificates in ca.crt, lists of revoked"
              + " ones in ca.crl if there is that key, and auth-tls-match-cn an expression;"
              + " requests are answered 503");
      return Optional.of(exchange -> exchange.answer(UNAVAILABLE));
    }
    return Optional.of(new ClientCertificate(trust.get(), mode, commonName, errorPage, passed));
  }

  private static Optional<ClientTrust> trust(Map<String, byte[]> secret, int depth) {
    return Optional.ofNullable(secret.get("ca.crt"))
        .flatMap(
            authorities ->
                ClientTrust.of(authorities, Optional.ofNullable(secret.get("ca.crl")), depth));
  }

  private static Optional<Mode> mode(String text) {
    return Arrays.stream(Mode.values())
        .filter(each -> each.name().equalsIgnoreCase(text))
        .findAny();
  }

  /** Nothing but letters of an expression: it ended up in a configuration once (CVE-2025-1097). */
  private static Optional<Pattern> pattern(String text) {
    try {
      return text.startsWith("CN=") ? Optional.of(Pattern.compile(text)) : Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    List<X509Certificate> chain = PeerChain.of(exchange.request());
    Optional<String> fault =
        chain.isEmpty() || mode == Mode.OPTIONAL_NO_CA ? Optional.empty() : trust.fault(chain);
    exchange.changes().onUpstream(headers -> tell(headers, chain, fault));
    if (fault.isPresent() || (chain.isEmpty() && mode == Mode.ON)) {
      return refuse(exchange);
    }
    boolean named =
        commonName.isEmpty()
            || (!chain.isEmpty()
                && BoundedText.find(commonName.get(), subject(chain.getFirst())).isPresent());
    return named ? PASS : exchange.answer(FORBIDDEN);
  }

  /** As nginx does, it ends the connection: a certificate can come only with another one. */
  private Future<Verdict> refuse(Exchange exchange) {
    if (exchange.request().version() != HttpVersion.HTTP_2) {
      exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return errorPage.isPresent()
        ? exchange.redirect(FOUND, errorPage.get())
        : exchange.answer(BAD_REQUEST);
  }

  private void tell(MultiMap headers, List<X509Certificate> chain, Optional<String> fault) {
    headers
        .remove("ssl-client-cert")
        .remove("ssl-client-subject-dn")
        .remove("ssl-client-issuer-dn");
    headers.set(
        "ssl-client-verify",
        chain.isEmpty() ? "NONE" : fault.map(text -> "FAILED:" + text).orElse("SUCCESS"));
    if (!chain.isEmpty()) {
      headers.set("ssl-client-subject-dn", subject(chain.getFirst()));
      headers.set("ssl-client-issuer-dn", chain.getFirst().getIssuerX500Principal().getName());
      if (passed) {
        headers.set("ssl-client-cert", UriText.escape(PeerChain.pem(chain.getFirst())));
      }
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
