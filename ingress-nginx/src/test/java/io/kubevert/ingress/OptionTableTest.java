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

/** Every option of the controller's ConfigMap: what it changes for every Ingress. */
class OptionTableTest {
  private static ScriptPlayer player;

  /** Beside those that {@link ListenerTest} and {@link AccessLogTest} are about. */
  private static final String NAMES =
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
      proxy-redirect-to service-upstream
      """;

  @BeforeAll
  static void start() {
    player = new ScriptPlayer();
  }

  @AfterAll
  static void stop() {
    player.close();
  }

  static List<ExchangeScript> scripts() {
    return ExchangeScript.ofResource("/options.table");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void behaves(ExchangeScript script) {
    player.play(script);
  }

  @Test
  void namesEveryOption() {
    Set<String> named =
        scripts().stream()
            .flatMap(script -> script.options().keySet().stream())
            .collect(Collectors.toSet());
    assertThat(named).containsAll(List.of(NAMES.strip().split("\\s+")));
  }
}
