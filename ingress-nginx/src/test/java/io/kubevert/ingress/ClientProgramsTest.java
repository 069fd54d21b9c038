package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients as users have them: curl, a browser, h2load and wrk. */
@ExtendWith(RigExtension.class)
class ClientProgramsTest {
  private static final int LARGE = 5 * 1024 * 1024;
  @TempDir private static java.nio.file.Path directory;
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 2).forEach(pod -> pod.answer(request -> answer(pod, request)));
    rig.secured(
        "web",
        "web.test",
        Map.of("affinity", "cookie", "enable-access-log", "false", "proxy-body-size", "8m"),
        Path.prefix("/", "web"));
    rig.secured(
        "plain",
        "plain.test",
        Map.of("ssl-redirect", "false", "enable-access-log", "false"),
        Path.prefix("/", "web"));
  }

  private static void answer(Backend pod, HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              pod.saw(request, body.toString());
              switch (request.path()) {
                case "/login" ->
                    request
                        .response()
                        .setStatusCode(302)
                        .putHeader("Set-Cookie", "session=alice; Path=/; Secure; HttpOnly")
                        .putHeader("Location", "/page")
                        .end();
                case "/page" ->
                    request.response().putHeader("Content-Type", "text/html").end(page());
                case "/large" ->
                    request
                        .response()
                        .putHeader("Content-Length", Integer.toString(LARGE))
                        .end(Buffer.buffer(new byte[LARGE]));
                case "/size" -> request.response().end(Integer.toString(body.length()));
                case "/cookie" ->
                    request
                        .response()
                        .end(pod.name() + " " + String.valueOf(request.getHeader("Cookie")));
                default -> request.response().end(pod.name());
              }
            });
  }

  private static String page() {
    try (InputStream page = ClientProgramsTest.class.getResourceAsStream("/browser.html")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String curl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("curl", "-sSk", "--max-time", "60"));
    command.addAll(List.of("--connect-to", "web.test:80:127.0.0.1:" + rig.http()));
    command.addAll(List.of("--connect-to", "web.test:443:127.0.0.1:" + rig.https()));
    command.addAll(List.of(arguments));
    return Programs.run(command.toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
  void answersCurl(String version) throws IOException {
    assertThat(curl(version, "https://web.test/")).startsWith("web-");
    assertThat(curl(version, "-o", "/dev/null", "-w", "%{size_download}", "https://web.test/large"))
        .isEqualTo(Integer.toString(LARGE));
    assertThat(curl(version, "-I", "https://web.test/large"))
        .containsIgnoringCase("content-length: " + LARGE);
    java.nio.file.Path file = Files.write(directory.resolve("upload"), new byte[LARGE]);
    assertThat(curl(version, "-T", file.toString(), "https://web.test/size"))
        .isEqualTo(Integer.toString(LARGE));
    assertThat(curl(version, "-o", "/dev/null", "-w", "%{http_code}", "https://else.test/"))
        .isNotEqualTo("200");
  }

  @Test
  void leadsCurlFromPlainToTlsAndKeepsItsCookies() throws IOException {
    String jar = directory.resolve("cookies").toString();
    String got =
        curl("-L", "-c", jar, "-b", jar, "-w", "%{num_redirects}", "http://web.test/login");
    assertThat(got).contains("<script>").endsWith("2");
    String first = curl("-b", jar, "https://web.test/cookie");
    assertThat(first).contains("session=alice").contains("INGRESSCOOKIE=");
    assertThat(curl("-b", jar, "https://web.test/cookie")).isEqualTo(first);
  }

  @Test
  void servesABrowser() {
    try (Browser browser = new Browser(rig, "web.test", "http://web.test/login")) {
      Rig.eventually(
          Duration.ofSeconds(150), () -> assertThat(reports()).as(browser.output()).isNotEmpty());
    }
    JsonNode report = Json.parse(reports().getFirst().getBytes(StandardCharsets.UTF_8));
    assertThat(report.path("url").asText()).isEqualTo("https://web.test/page");
    assertThat(report.path("protocol").asText()).isEqualTo("h2");
    assertThat(report.path("echo").asText()).isEqualTo("hello");
    assertThat(report.path("large").asInt()).isEqualTo(LARGE);
    assertThat(report.path("visible").asText()).isEmpty();
    List<String> answers = new ArrayList<>();
    report.path("cookies").forEach(answer -> answers.add(answer.asText()));
    assertThat(answers).hasSize(20).containsOnly(answers.getFirst());
    assertThat(answers.getFirst()).contains("session=alice").contains("INGRESSCOOKIE=");
  }

  private static List<String> reports() {
    return List.of(rig.backend("web-1"), rig.backend("web-2")).stream()
        .flatMap(pod -> pod.seen.stream())
        .filter(seen -> seen.uri().equals("/report"))
        .map(Backend.Seen::body)
        .toList();
  }

  @Test
  void servesH2load() throws IOException {
    String report =
        Programs.run(
            "timeout",
            "120",
            "h2load",
            "-n2000",
            "-c10",
            "-m20",
            "--connect-to=127.0.0.1:" + rig.https(),
            "https://plain.test/");
    assertThat(report)
        .contains("Application protocol: h2")
        .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("status codes: 2000 2xx");
  }

  @Test
  void servesWrk() throws IOException {
    for (String url :
        List.of("http://127.0.0.1:" + rig.http() + "/", "https://127.0.0.1:" + rig.https() + "/")) {
      String report =
          Programs.run(
              "timeout",
              "60",
              "wrk",
              "-t1",
              "-c8",
              "-d1s",
              "--timeout=30s",
              "-HHost: plain.test",
              url);
      assertThat(report)
          .containsPattern("[1-9]\\d* requests in")
          .doesNotContain("Socket errors")
          .doesNotContain("Non-2xx");
    }
  }
}
