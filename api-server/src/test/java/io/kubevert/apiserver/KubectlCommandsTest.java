package io.kubevert.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every command of kubectl that touches the server and needs no pod that runs: a line of {@code
 * kubectl-commands.txt} each, with what it prints. The lines go on from one another.
 */
class KubectlCommandsTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String EDITOR = "sed -i s/ground/first/";
  private static final String GIVES = " =>";
  private static final String FAILS = " =/>";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  /** A command, and what it is to print. */
  private record Row(String command, boolean succeeds, String output) {
    static Row parse(String line) {
      boolean succeeds = line.contains(GIVES);
      String[] parts = line.split(succeeds ? GIVES : FAILS, 2);
      return new Row(parts[0].strip(), succeeds, parts[1].strip());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    for (String file :
        List.of(
            "settings.yaml",
            "conflict.yaml",
            "node.yaml",
            "web.yaml",
            "pruned.yaml",
            "role.yaml")) {
      Files.writeString(server.directory().resolve(file), resource(file));
    }
  }

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (Row row : rows().toList()) {
      Kubectl.Result result = server.kubectl().edit(EDITOR, words(row.command));
      all.assertThat(result.output()).as(row.command).contains(row.output);
      all.assertThat(result.code() == 0)
          .as(row.command + "\n" + result.output())
          .isEqualTo(row.succeeds);
    }
    all.assertAll();
  }

  /** Whoever adds a command to kubectl's list sees here that a row is missing. */
  @Test
  void noCommandIsLeftOut() throws Exception {
    String used = rows().map(Row::command).collect(Collectors.joining("\n", "\n", "\n"));
    List<String> missing = new ArrayList<>();
    for (String command :
        List.of(
            "create",
            "expose",
            "run",
            "set",
            "explain",
            "get",
            "edit",
            "delete",
            "rollout",
            "scale",
            "autoscale",
            "cluster-info",
            "top",
            "cordon",
            "uncordon",
            "drain",
            "taint",
            "describe",
            "auth",
            "diff",
            "apply",
            "patch",
            "replace",
            "wait",
            "label",
            "annotate",
            "api-resources",
            "api-versions",
            "events",
            "version",
            "certificate",
            "debug")) {
      if (!used.contains("\n" + command + " ") && !used.contains("\n" + command + "\n")) {
        missing.add(command);
      }
    }
    Assertions.assertThat(missing).isEmpty();
  }

  private static Stream<Row> rows() {
    return resource("kubectl-commands.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Row::parse);
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words;
  }

  private static String resource(String name) {
    try (InputStream in = KubectlCommandsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
