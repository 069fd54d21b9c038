package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.accesslog.AccessLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** The lines of the access log: nginx' own, and others that the ConfigMap has. */
@ExtendWith(RigExtension.class)
class AccessLogTest {
  private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.ingress("web", "log.test", Map.of(), Path.prefix("/", "web"));
    LINES.list = new CopyOnWriteArrayList<>();
    LINES.start();
    logger().addAppender(LINES);
  }

  @AfterAll
  static void stop() {
    logger().detachAppender(LINES);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(AccessLog.class);
  }

  /** The line of the request with this path; there is one once the exchange is over. */
  private static String line(String path) {
    Rig.eventually(() -> assertThat(find(path)).isPresent());
    return find(path).orElseThrow();
  }

  private static Optional<String> find(String path) {
    return List.copyOf(LINES.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(path))
        .findFirst();
  }

  @Test
  void areThoseOfIngressNginx() {
    rig.options(Map.of(), options -> options.accessLogging().format().isEmpty());
    rig.get(
        "log.test",
        "/plain?x",
        Map.of("User-Agent", "quote\" \u00e9", "Referer", "http://r/", "X-Request-ID", "abc"));
    assertThat(line("/plain"))
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
    JsonNode line = Json.parse(line("/json").getBytes(StandardCharsets.UTF_8));
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
    line("/last");
    assertThat(find("/quiet")).isEmpty();
    assertThat(find("/silent")).isEmpty();
  }

  @Test
  void leaveOutHostsThatNobodyServes() {
    rig.options(Map.of(), options -> !options.accessLogging().unrouted());
    rig.get("stranger.test", "/stray");
    rig.options(
        Map.of("enable-access-log-for-default-backend", "true"),
        options -> options.accessLogging().unrouted());
    rig.get("stranger.test", "/wanted");
    assertThat(line("/wanted")).contains(" 404 ");
    assertThat(find("/stray")).isEmpty();
  }

  @Test
  void areNotWrittenWhereTheControllerHasNone() {
    rig.options(
        Map.of("disable-access-log", "true"), options -> !options.accessLogging().enabled());
    rig.get("log.test", "/unwritten");
    rig.options(Map.of(), options -> options.accessLogging().enabled());
    rig.get("log.test", "/written");
    line("/written");
    assertThat(find("/unwritten")).isEmpty();
  }
}
