package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every annotation and every option: objects in, requests in, what servers saw and what the client
 * got.
 */
class ExchangeTableTest {
  private static ScriptPlayer player;

  @BeforeAll
  static void start() {
    player = new ScriptPlayer();
  }

  @AfterAll
  static void stop() {
    player.close();
  }

  static List<ExchangeScript> annotations() {
    return ExchangeScript.ofResource("/annotations.table");
  }

  static List<ExchangeScript> options() {
    return ExchangeScript.ofResource("/options.table");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"annotations", "options"})
  void behaves(ExchangeScript script) {
    player.play(script);
  }

  /** The annotations that users of ingress-nginx write. */
  private static final String ANNOTATIONS =
      """
      rewrite-target use-regex app-root ssl-redirect force-ssl-redirect preserve-trailing-slash
      use-port-in-redirects permanent-redirect permanent-redirect-code temporal-redirect temporal-redirect-code
      from-to-www-redirect server-alias upstream-vhost backend-protocol service-upstream
      load-balance upstream-hash-by upstream-hash-by-subset upstream-hash-by-subset-size
      default-backend custom-http-errors disable-proxy-intercept-errors proxy-body-size client-body-buffer-size
      proxy-connect-timeout proxy-read-timeout proxy-send-timeout proxy-next-upstream
      proxy-next-upstream-tries proxy-next-upstream-timeout proxy-buffering
      proxy-request-buffering proxy-buffer-size proxy-buffers-number proxy-http-version
      proxy-cookie-domain proxy-cookie-path proxy-redirect-from proxy-redirect-to
      x-forwarded-prefix connection-proxy-header custom-headers enable-access-log enable-cors
      cors-allow-origin cors-allow-methods cors-allow-headers cors-allow-credentials cors-max-age
      cors-expose-headers whitelist-source-range allowlist-source-range denylist-source-range limit-rps limit-rpm
      limit-burst-multiplier limit-connections limit-whitelist limit-allowlist limit-rate limit-rate-after
      auth-type auth-secret auth-secret-type auth-realm auth-url auth-method auth-signin auth-signin-redirect-param auth-always-set-cookie
      auth-response-headers auth-request-redirect auth-cache-key auth-cache-duration
      auth-keepalive auth-proxy-set-headers enable-global-auth satisfy auth-tls-secret auth-tls-verify-client
      auth-tls-verify-depth auth-tls-error-page auth-tls-pass-certificate-to-upstream
      auth-tls-match-cn proxy-ssl-secret proxy-ssl-verify proxy-ssl-verify-depth proxy-ssl-name
      proxy-ssl-server-name proxy-ssl-protocols proxy-ssl-ciphers ssl-passthrough mirror-target mirror-host mirror-request-body
      server-snippet configuration-snippet stream-snippet auth-snippet modsecurity-snippet
      affinity affinity-mode affinity-canary-behavior session-cookie-name session-cookie-path
      session-cookie-secure session-cookie-expires session-cookie-max-age session-cookie-samesite
      session-cookie-domain session-cookie-change-on-failure
      session-cookie-conditional-samesite-none session-cookie-partitioned canary canary-by-header canary-by-header-value
      canary-by-header-pattern canary-by-cookie canary-weight canary-weight-total
      """;

  /**
   * Beside those that {@link ListenerTest}, {@link HandshakeTest}, {@link UpstreamKeepAliveTest},
   * {@link RetryTest} and {@link AccessLogTest} are about.
   */
  private static final String OPTIONS =
      """
      use-forwarded-headers forwarded-for-header compute-full-forwarded-for proxy-real-ip-cidr
      hsts hsts-max-age hsts-include-subdomains hsts-preload http-redirect-code
      no-tls-redirect-locations limit-req-status-code hide-headers add-headers proxy-set-headers
      global-allowed-response-headers block-cidrs block-user-agents block-referers use-gzip
      gzip-level gzip-min-length gzip-types global-auth-url global-auth-method
      global-auth-response-headers global-auth-request-redirect global-auth-signin
      global-auth-signin-redirect-param global-auth-cache-key global-auth-cache-duration
      no-auth-locations allow-snippet-annotations annotations-risk-level
      strict-validate-path-type custom-http-errors denylist-source-range whitelist-source-range
      force-ssl-redirect preserve-trailing-slash ssl-redirect limit-rate limit-rate-after
      load-balance proxy-body-size client-body-buffer-size proxy-buffering proxy-buffer-size
      proxy-buffers-number proxy-request-buffering proxy-http-version proxy-connect-timeout
      proxy-read-timeout proxy-send-timeout proxy-next-upstream proxy-next-upstream-tries
      proxy-next-upstream-timeout proxy-cookie-domain proxy-cookie-path proxy-redirect-from
      proxy-redirect-to service-upstream allow-backend-server-header
      enable-underscores-in-headers ignore-invalid-headers proxy-add-original-uri-header
      generate-request-id gzip-disable enable-brotli brotli-level brotli-min-length brotli-types
      limit-conn-zone-variable use-port-in-redirects annotation-value-word-blocklist
      """;

  @Test
  void namesEveryAnnotation() {
    Set<String> named =
        annotations().stream()
            .flatMap(script -> script.annotations().keySet().stream())
            .collect(Collectors.toSet());
    assertThat(named).contains(ANNOTATIONS.strip().split("\\s+"));
  }

  @Test
  void namesEveryOption() {
    Set<String> named =
        options().stream()
            .flatMap(script -> script.options().keySet().stream())
            .collect(Collectors.toSet());
    assertThat(named).contains(OPTIONS.strip().split("\\s+"));
  }
}
