package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends a line, in whatever goes into a header: no line of somebody's own follows it. */
@ExtendWith(RigExtension.class)
class HeaderInjectionTest {
  private static final String INJECTED = "\r\nX-Injected: yes";
  private static final Pattern HEADER = Pattern.compile("(?im)^x-injected:");
  private static Rig rig;
  private static Backend backend;
  private static int hosts;

  @BeforeAll
  static void start() {
    backend = rig.service("web", 1).getFirst();
    rig.configMap("default", "headers", Map.of("X-Custom", "a" + INJECTED));
    rig.configMap("ops", "sent", Map.of("X-Path", "$uri", "X-Argument", "$arg_to"));
    rig.options(
        Map.of("global-allowed-response-headers", "X-Custom", "proxy-set-headers", "ops/sent"),
        options -> options.headers().sent().size() == 2);
  }

  /** Everything that a client gets, and that is not about somebody's own line. */
  private static String ask(Map<String, String> annotations, String uri, String headers) {
    String host = "inject" + hosts++ + ".test";
    rig.ingress("inject" + hosts, host, annotations, Path.prefix("/", "web"));
    backend.seen.clear();
    try (RawConnection connection = new RawConnection(rig.http())) {
      connection.send(
          "GET "
              + uri
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\n"
              + headers
              + "\r\n");
      String answer = connection.readAll();
      assertThat(answer).startsWith("HTTP/1.1 ").doesNotContainPattern(HEADER);
      assertThat(backend.seen).allMatch(seen -> seen.header("X-Injected") == null);
      return answer;
    }
  }

  @ParameterizedTest(name = "annotation {0}")
  @CsvSource({
    "x-forwarded-prefix",
    "upstream-vhost",
    "connection-proxy-header",
    "permanent-redirect",
    "temporal-redirect",
    "app-root",
    "rewrite-target",
    "proxy-redirect-to",
    "proxy-cookie-path",
    "session-cookie-path",
    "session-cookie-domain",
    "session-cookie-name",
    "cors-allow-headers",
    "cors-allow-methods",
    "cors-expose-headers",
    "cors-allow-origin",
    "auth-realm",
    "custom-headers",
  })
  void ofAnAnnotation(String name) {
    Map<String, String> beside =
        switch (name.split("-")[0]) {
          case "cors" -> Map.of("enable-cors", "true", name, "a" + INJECTED);
          case "session" -> Map.of("affinity", "cookie", name, "a" + INJECTED);
          case "auth" -> Map.of("auth-type", "basic", "auth-secret", "users", name, "a" + INJECTED);
          case "custom" -> Map.of(name, "headers");
          case "permanent", "temporal" -> Map.of(name, "https://a.test/" + INJECTED);
          case "proxy" ->
              Map.of("proxy-redirect-from", "http://inner.test/", name, "/ a" + INJECTED);
          default -> Map.of(name, "/a" + INJECTED);
        };
    ask(beside, "/", "Origin: https://a.test\r\n");
  }

  @ParameterizedTest(name = "{0} in a redirect to {1} is {2}")
  @CsvSource({
    "/a%0d%0aX-Injected:%20yes,        https://b.test$uri,             https://b.test/a%0D%0AX-Injected: yes",
    "/a%0d%0aX-Injected:%20yes,        https://b.test$request_uri,     https://b.test/a%0d%0aX-Injected:%20yes",
    "/?to=%0d%0aX-Injected:%20yes,     https://b.test/$arg_to,         https://b.test/%0d%0aX-Injected:%20yes",
  })
  void ofAClientsUri(String uri, String target, String location) {
    assertThat(ask(Map.of("temporal-redirect", target), uri, ""))
        .startsWith("HTTP/1.1 302 ")
        .containsIgnoringCase("location: " + location + "\r\n");
  }

  @ParameterizedTest(name = "{0} reaches the backend in headers that hold no line")
  @CsvSource({
    "/a%0d%0aX-Injected:%20yes,     /a%0D%0AX-Injected: yes, ''",
    "/b?to=%0d%0aX-Injected:%20yes, /b,                      %0d%0aX-Injected:%20yes",
  })
  void ofAPathOnItsWayToTheBackend(String uri, String path, String argument) {
    assertThat(ask(Map.of(), uri, "")).startsWith("HTTP/1.1 200 ");
    assertThat(backend.last().uri()).isEqualTo(uri);
    assertThat(backend.last().header("X-Path")).isEqualTo(path);
    assertThat(backend.last().header("X-Argument")).isEqualTo(argument);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"X-Request-ID", "X-Forwarded-For", "X-Forwarded-Host", "Origin", "Cookie"})
  void ofAHeaderThatIsHandedOn(String name) {
    String answer =
        ask(
            Map.of("enable-cors", "true", "affinity", "cookie"),
            "/",
            name + ": a\rX-Injected: yes\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(backend.seen).isEmpty();
  }
}
