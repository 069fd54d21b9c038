package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lines of the access log: nginx' own, and others that the ConfigMap has. */
@ExtendWith(RigExtension.class)
class AccessLogTest {
  private static Rig rig;
  private static AccessLogLines lines;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.ingress("web", "log.test", Map.of(), Path.prefix("/", "web"));
    lines = new AccessLogLines();
  }

  @AfterAll
  static void stop() {
    lines.close();
  }

  @Test
  void areThoseOfIngressNginx() {
    rig.options(Map.of(), options -> options.accessLogging().format().isEmpty());
    rig.get(
        "log.test",
        "/plain?x",
        Map.of("User-Agent", "quote\" \u00e9", "Referer", "http://r/", "X-Request-ID", "abc"));
    assertThat(lines.line("/plain"))
        .matches(
            "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:[\\d:]{8} [+-]\\d{4}]"
                + " \"GET /plain\\?x HTTP/1\\.1\" 200 5 \"http://r/\" \"quote\\\\x22 (\\\\x[0-9A-F]{2})+\""
                + " \\d+ \\d+\\.\\d{3} \\[default-web-80] \\[] 127\\.0\\.0\\.2:\\d+ 5 \\d+\\.\\d{3} 200 abc");
  }

  @Test
  void canBeJson() throws IOException {
    rig.options(
        Map.of(
            "log-format-escape-json",
            "true",
            "log-format-upstream",
            "{\"status\": $status, \"uri\": \"$request_uri\", \"agent\": \"$http_user_agent\","
                + " \"upstream\": \"$upstream_addr\", \"ingress\": \"$namespace/$ingress_name\","
                + " \"user\": \"$remote_user\"}"),
        options -> options.accessLogging().json());
    rig.get("log.test", "/json", Map.of("User-Agent", "a\"b\\c\t"));
    JsonNode line = Json.parse(lines.line("/json").getBytes(StandardCharsets.UTF_8));
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("agent").asText()).isEqualTo("a\"b\\c\t".strip());
    assertThat(line.path("upstream").asText()).startsWith("127.0.0.2:");
    assertThat(line.path("ingress").asText()).isEqualTo("default/web");
    assertThat(line.path("user").asText()).isEmpty();
  }

  @Test
  void areLeftOutWhereNobodyWantsThem() {
    rig.options(
        Map.of("skip-access-log-urls", "/quiet"),
        options -> !options.accessLogging().skipped().isEmpty());
    rig.ingress(
        "silent", "silent.test", Map.of("enable-access-log", "false"), Path.prefix("/", "web"));
    rig.get("log.test", "/quiet/x");
    rig.get("silent.test", "/silent");
    rig.get("log.test", "/last");
    lines.line("/last");
    assertThat(lines.find("/quiet")).isEmpty();
    assertThat(lines.find("/silent")).isEmpty();
  }

  @Test
  void leaveOutHostsThatNobodyServes() {
    rig.options(Map.of(), options -> !options.accessLogging().unrouted());
    rig.get("stranger.test", "/stray");
    rig.options(
        Map.of("enable-access-log-for-default-backend", "true"),
        options -> options.accessLogging().unrouted());
    rig.get("stranger.test", "/wanted");
    assertThat(lines.line("/wanted")).contains(" 404 ");
    assertThat(lines.find("/stray")).isEmpty();
  }

  @Test
  void areNotWrittenWhereTheControllerHasNone() {
    rig.options(
        Map.of("disable-access-log", "true"), options -> !options.accessLogging().enabled());
    rig.get("log.test", "/unwritten");
    rig.options(Map.of(), options -> options.accessLogging().enabled());
    rig.get("log.test", "/written");
    lines.line("/written");
    assertThat(lines.find("/unwritten")).isEmpty();
  }
}
