package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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

  /** They are counted before requests are, so that these cost those who wait nothing. */
  @Test
  void setTheStatusOfTooManyConnections() {
    Promise<Void> arrived = Promise.promise();
    Promise<Void> released = Promise.promise();
    backend.answer(
        request -> {
          arrived.tryComplete();
          released.future().onSuccess(free -> request.response().end());
        });
    rig.ingress(
        "one",
        "one.test",
        Map.of("limit-connections", "1", "limit-rpm", "1", "limit-burst-multiplier", "2"),
        Path.prefix("/", "web"));
    rig.options(
        Map.of("limit-conn-status-code", "429"),
        options -> options.limits().tooManyConnections() == 429);
    Future<Got> first =
        rig.request("one.test", "/", HttpMethod.GET)
            .compose(request -> request.send().compose(Got::of));
    Rig.await(arrived.future());
    Rig.eventually(() -> assertThat(rig.get("one.test", "/").status()).isEqualTo(429));
    for (int i = 0; i < 5; i++) {
      assertThat(rig.get("one.test", "/").status()).isEqualTo(429);
    }
    released.complete();
    assertThat(Rig.await(first).status()).isEqualTo(200);
  }

  private static Got post(int bytes) {
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
        Map.of(
            "proxy-body-size",
            "much",
            "no-such-option",
            "x",
            "worker-processes",
            "4",
            "use-geoip2",
            "false",
            "enable-modsecurity",
            "false"),
        () -> assertThat(post(1 << 20).status()).isEqualTo(200));
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .contains("reason=\"InvalidOption\",subject=\"proxy-body-size\"")
                .contains("reason=\"UnsupportedOption\",subject=\"no-such-option\"")
                .doesNotContain("subject=\"worker-processes\"")
                .doesNotContain("subject=\"use-geoip2\"")
                .doesNotContain("subject=\"enable-modsecurity\""));
    Rig.eventually(
        () ->
            assertThat(rig.cluster.list(ResourceTypes.EVENTS))
                .anyMatch(
                    event ->
                        event.path("involvedObject").path("kind").asText().equals("ConfigMap")
                            && event.path("message").asText().contains("no-such-option")));
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

  private static Got gzip(String type) {
    return rig.get(
        "web.test", "/?type=" + type.replace(" ", "%20"), Map.of("Accept-Encoding", "br, gzip"));
  }

  private static String curl(String option, String uri) throws IOException {
    return Programs.run(
        "curl", "-s", option, "-H", "Host: web.test", "http://127.0.0.1:" + rig.http() + uri);
  }
}
