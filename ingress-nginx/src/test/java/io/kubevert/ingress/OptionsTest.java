package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The controller's ConfigMap: what its options change for every Ingress. */
@ExtendWith(RigExtension.class)
class OptionsTest {
  private static Rig rig;
  private static Backend backend;
  private static Backend auth;

  @BeforeAll
  static void start() {
    backend = rig.service("web", 1).getFirst();
    rig.ingress("web", "web.test", Map.of(), Path.prefix("/", "web"));
    auth = Backend.start(rig.vertx, "auth", "127.0.0.1");
    auth.answer(request -> request.response().setStatusCode(401).end());
  }

  @AfterAll
  static void stop() {
    auth.stop();
  }

  /** Sets the options, and asks until the answer is what they ask for. */
  private static void eventually(Map<String, String> options, Runnable assertion) {
    rig.configMap("ingress-nginx", "ingress-nginx-controller", options);
    Rig.eventually(assertion);
  }

  private static Rig.Got post(int bytes) {
    return rig.send(HttpMethod.POST, "web.test", "/", Map.of(), "x".repeat(bytes));
  }

  @Test
  void giveAnnotationsTheirDefaults() {
    eventually(Map.of("proxy-body-size", "10"), () -> assertThat(post(11).status()).isEqualTo(413));
    rig.ingress("own", "own.test", Map.of("proxy-body-size", "100"), Path.prefix("/", "web"));
    assertThat(rig.send(HttpMethod.POST, "own.test", "/", Map.of(), "x".repeat(11)).status())
        .isEqualTo(200);
  }

  @Test
  void areNamedWhenTheyCannotBeReadOrAreUnknown() {
    eventually(
        Map.of("proxy-body-size", "much", "no-such-option", "x", "worker-processes", "4"),
        () -> assertThat(post(1 << 20).status()).isEqualTo(200));
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .contains("reason=\"InvalidOption\",subject=\"proxy-body-size\"")
                .contains("reason=\"UnsupportedOption\",subject=\"no-such-option\"")
                .doesNotContain("subject=\"worker-processes\""));
    Rig.eventually(
        () ->
            assertThat(rig.cluster.list(ResourceTypes.EVENTS))
                .anyMatch(
                    event ->
                        event.path("involvedObject").path("kind").asText().equals("ConfigMap")
                            && event.path("message").asText().contains("no-such-option")));
  }

  @ParameterizedTest(name = "{0}: {1} behind {2} is {3} by {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "use-forwarded-headers=false                                | 6.6.6.6          | https | 127.0.0.1 | http",
        "use-forwarded-headers=true                                 | 6.6.6.6, 7.7.7.7 | https | 6.6.6.6   | https",
        "use-forwarded-headers=true;proxy-real-ip-cidr=127.0.0.0/8  | 6.6.6.6, 7.7.7.7 | https | 7.7.7.7   | https",
        "use-forwarded-headers=true;proxy-real-ip-cidr=10.0.0.0/8   | 6.6.6.6          | https | 127.0.0.1 | http",
        "use-forwarded-headers=true                                 | nonsense         | http  | 127.0.0.1 | http",
      })
  void believeProxiesInFront(
      String options, String chain, String scheme, String address, String seenScheme) {
    eventually(
        options(options),
        () -> {
          rig.get("web.test", "/", Map.of("X-Forwarded-For", chain, "X-Forwarded-Proto", scheme));
          assertThat(backend.last().header("X-Real-IP")).isEqualTo(address);
          assertThat(backend.last().header("X-Forwarded-For")).isEqualTo(address);
          assertThat(backend.last().header("X-Forwarded-Proto")).isEqualTo(seenScheme);
        });
  }

  @Test
  void passTheWholeChainOfAddresses() {
    eventually(
        options("use-forwarded-headers=true;compute-full-forwarded-for=true"),
        () -> {
          rig.get("web.test", "/", Map.of("X-Forwarded-For", "6.6.6.6"));
          assertThat(backend.last().header("X-Forwarded-For")).isEqualTo("6.6.6.6, 127.0.0.1");
        });
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    for (String part : text.split(";")) {
      String[] pair = part.split("=", 2);
      options.put(pair[0], pair[1]);
    }
    return options;
  }

  @Test
  void changeHeadersBothWays() {
    backend.answer(
        request -> {
          backend.saw(request, "");
          request.response().putHeader("X-Inner", "secret").end();
        });
    rig.configMap("ops", "answers", Map.of("X-Added", "yes", "Bad Name", "x"));
    rig.configMap("ops", "requests", Map.of("X-Host", "$host"));
    eventually(
        Map.of(
            "hide-headers", "X-Inner",
            "add-headers", "ops/answers",
            "proxy-set-headers", "ops/requests"),
        () -> {
          Rig.Got got = rig.get("web.test", "/");
          assertThat(got.header("x-added")).isEqualTo("yes");
          assertThat(got.header("x-inner")).isNull();
          assertThat(backend.last().header("X-Host")).isEqualTo("web.test");
        });
  }

  @ParameterizedTest(name = "{0} refuses {1}: {2}")
  @CsvSource({
    "block-cidrs=127.0.0.0/8,        User-Agent, curl",
    "block-user-agents=~*^bad,       User-Agent, BadBot",
    "block-referers=~*spam\\.test,   Referer,    http://spam.test/",
  })
  void blockClients(String option, String header, String value) {
    eventually(
        options(option),
        () -> assertThat(rig.get("web.test", "/", Map.of(header, value)).status()).isEqualTo(403));
  }

  @Test
  void guardEveryIngressThatDoesNotSayOtherwise() {
    rig.ingress(
        "open", "open.test", Map.of("enable-global-auth", "false"), Path.prefix("/", "web"));
    eventually(
        Map.of(
            "global-auth-url", "http://127.0.0.1:" + auth.port() + "/",
            "global-auth-signin", "http://login.test/",
            "no-auth-locations", "/public"),
        () -> assertThat(rig.get("web.test", "/").status()).isEqualTo(302));
    assertThat(rig.get("web.test", "/").header("location"))
        .isEqualTo("http://login.test/?rd=http%3A%2F%2Fweb.test%2F");
    assertThat(rig.get("web.test", "/public/x").status()).isEqualTo(200);
    assertThat(rig.get("open.test", "/").status()).isEqualTo(200);
  }

  @Test
  void setTheStatusOfRedirectsAndRefusals() {
    rig.ingress(
        "forced", "forced.test", Map.of("force-ssl-redirect", "true"), Path.prefix("/", "web"));
    rig.ingress(
        "slow",
        "slow.test",
        Map.of("limit-rpm", "1", "limit-burst-multiplier", "1"),
        Path.prefix("/", "web"));
    eventually(
        options("http-redirect-code=307;limit-req-status-code=429;no-tls-redirect-locations=/acme"),
        () -> assertThat(rig.get("forced.test", "/").status()).isEqualTo(307));
    assertThat(rig.get("forced.test", "/acme/x").status()).isEqualTo(200);
    Rig.eventually(() -> assertThat(rig.get("slow.test", "/").status()).isEqualTo(429));
  }

  @Test
  void compressAnswersForClientsThatUnderstand() throws IOException {
    String text = "all work and no play ".repeat(1000);
    backend.answer(
        request ->
            request
                .response()
                .putHeader("Content-Type", request.getParam("type"))
                .putHeader("ETag", "\"1\"")
                .end(text));
    eventually(
        Map.of("use-gzip", "true", "gzip-level", "5"),
        () -> assertThat(gzip("text/plain").header("content-encoding")).isEqualTo("gzip"));
    assertThat(gzip("text/plain; charset=utf-8").header("vary")).isEqualTo("Accept-Encoding");
    assertThat(gzip("text/plain").header("etag")).isEqualTo("W/\"1\"");
    assertThat(gzip("image/png").header("content-encoding")).isNull();
    assertThat(rig.get("web.test", "/?type=text/plain").body()).isEqualTo(text);
    assertThat(
            rig.get("web.test", "/?type=text/plain", Map.of("Accept-Encoding", "gzip;q=0")).body())
        .isEqualTo(text);
    assertThat(curl("--compressed", "/?type=text/plain")).isEqualTo(text);
    assertThat(curl("--head", "/?type=text/plain")).contains("200 OK").doesNotContain("gzip");
  }

  private static Rig.Got gzip(String type) {
    return rig.get(
        "web.test", "/?type=" + type.replace(" ", "%20"), Map.of("Accept-Encoding", "br, gzip"));
  }

  private static String curl(String option, String uri) throws IOException {
    return Programs.run(
        "curl", "-s", option, "-H", "Host: web.test", "http://127.0.0.1:" + rig.http() + uri);
  }
}
