package io.kubevert.ingress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One Ingress and what becomes of requests to it, as text:
 *
 * <pre>
 * # what it is about
 * rewrite-target: /$1
 * path: /old/(.*)
 * > GET /old/a
 * > Accept: text/plain
 * web= GET /a
 * web= X-Scheme: http
 * &lt; 200
 * &lt; !Server
 * </pre>
 *
 * <p>The lines before the first request are annotations, or {@code path}, {@code type}, {@code
 * service} and {@code tls} of the rule, or {@code option} and one of the controller's ConfigMap.
 * {@code >} lines are the request: its first line, its headers, {@code body} with a number of
 * bytes, or {@code over https} with the name of a certificate. {@code name=} lines are what that
 * server saw last, or {@code -} for nothing; {@code metrics=} lines are found in the page of
 * metrics. {@code <} lines are what the client got: status, headers, {@code body}, or {@code not
 * before} and a number of milliseconds. A header with {@code !} in front must be missing; after
 * {@code ~} stands a regular expression.
 */
record ExchangeScript(
    String title,
    Map<String, String> annotations,
    Map<String, String> options,
    Map<String, String> rule,
    List<Step> steps) {
  private static final String OPTION = "option ";
  private static final Set<String> RULE = Set.of("path", "type", "service", "tls");

  /** A request, and what is expected of it. */
  record Step(List<String> request, Map<String, List<String>> seen, List<String> got) {}

  /** Reads the scripts of a table of the tests. */
  static List<ExchangeScript> ofResource(String name) {
    try (InputStream table = ExchangeScript.class.getResourceAsStream(name)) {
      return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads scripts, which blank lines part. */
  static List<ExchangeScript> parse(String text) {
    return Arrays.stream(text.split("\n(?:\\s*\n)+"))
        .filter(block -> block.lines().anyMatch(line -> line.startsWith(">")))
        .map(ExchangeScript::parseBlock)
        .toList();
  }

  private static ExchangeScript parseBlock(String block) {
    ExchangeScript script =
        new ExchangeScript(
            title(block), new TreeMap<>(), new TreeMap<>(), new HashMap<>(), new ArrayList<>());
    block.lines().filter(line -> !line.startsWith("#")).forEach(script::take);
    return script;
  }

  private static String title(String block) {
    return block
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.substring(1).strip())
        .collect(Collectors.joining(" "));
  }

  private void take(String line) {
    Matcher seen = Pattern.compile("(\\w+)= (.*)").matcher(line);
    if (line.startsWith("> ")) {
      request(line.substring(2));
    } else if (line.startsWith("< ")) {
      steps.getLast().got.add(line.substring(2));
    } else if (seen.matches()) {
      steps
          .getLast()
          .seen
          .computeIfAbsent(seen.group(1), server -> new ArrayList<>())
          .add(seen.group(2));
    } else {
      boolean option = line.startsWith(OPTION);
      String[] parts = (option ? line.substring(OPTION.length()) : line).split(":", 2);
      (option ? options : RULE.contains(parts[0]) ? rule : annotations)
          .put(parts[0], parts[1].strip());
    }
  }

  private void request(String line) {
    if (line.matches("[A-Z]+ /.*")) {
      steps.add(new Step(new ArrayList<>(), new HashMap<>(), new ArrayList<>()));
    }
    steps.getLast().request.add(line);
  }

  @Override
  public String toString() {
    return title;
  }
}
