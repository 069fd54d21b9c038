package io.kubevert.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of {@code requests.txt}: what is asked, and what Kubernetes answers. */
class ApiRequestsTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?<method>[A-Z]+) (?<path>\\S+)(?: (?<type>[a-z]+))?(?: (?<body>[\\[{].*))?"
              + " => (?<code>\\d+)(?: (?<texts>.*))?");
  private static final YAMLMapper YAML = new YAMLMapper();

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void everyRequestIsAnsweredAsKubernetesDoes() throws Exception {
    HttpCalls calls = new HttpCalls(server);
    SoftAssertions all = new SoftAssertions();
    for (String line : rows()) {
      Matcher row = ROW.matcher(line);
      all.assertThat(row.matches()).as("can be read: " + line).isTrue();
      HttpCalls.Answer answer =
          calls.send(HttpMethod.valueOf(row.group("method")), path(row), headers(row), body(row));
      all.assertThat(answer.code())
          .as("%s%n%s", line, answer.body())
          .isEqualTo(Integer.parseInt(row.group("code")));
      check(all, line, answer, row.group("texts"));
    }
    all.assertAll();
  }

  private static void check(
      SoftAssertions all, String line, HttpCalls.Answer answer, String texts) {
    if (texts == null) {
      return;
    }
    String warnings = String.join("\n", answer.headers().getAll("Warning"));
    for (String text : texts.split(" & ")) {
      if (text.startsWith("!")) {
        all.assertThat(answer.body() + warnings).as(line).doesNotContain(text.substring(1));
      } else if (text.startsWith("Warning: ")) {
        all.assertThat(warnings).as(line).contains(text.substring("Warning: ".length()));
      } else {
        all.assertThat(answer.body()).as(line).contains(text);
      }
    }
  }

  private static String path(Matcher row) {
    return row.group("path")
        .replaceFirst("^core/", "/api/v1/namespaces/default/")
        .replaceFirst("^apps/", "/apis/apps/v1/namespaces/default/");
  }

  private static Map<String, String> headers(Matcher row) {
    String type = row.group("type");
    String mediaType =
        switch (type == null ? "" : type) {
          case "" -> "yaml";
          case "plain" -> "json";
          case "apply" -> "apply-patch+yaml";
          case "strategic" -> "strategic-merge-patch+json";
          case "json", "merge" -> type + "-patch+json";
          default -> type;
        };
    return row.group("body") == null
        ? Map.of()
        : Map.of("Content-Type", "application/" + mediaType);
  }

  /** Most patches are JSON; rows are easier to read without its quotes. */
  private static String body(Matcher row) throws JsonProcessingException {
    String body = row.group("body");
    String type = row.group("type");
    if (body == null) {
      return "";
    }
    return type == null || !type.matches("json|merge|strategic")
        ? body
        : YAML.readTree(body).toString();
  }

  private static List<String> rows() throws IOException {
    try (InputStream in = ApiRequestsTest.class.getResourceAsStream("requests.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
