package io.kubevert.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/**
 * Commands of kubectl, a line each, with what they print. The lines go on from one another.
 *
 * @param rows in their order
 */
record KubectlRows(List<Row> rows) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String EDITOR = "sed -i s/ground/first/";
  private static final String GIVES = " =>";
  private static final String FAILS = " =/>";

  /** A command, and what it is to print. */
  record Row(String command, boolean succeeds, String output) {
    private static Row parse(String line) {
      boolean succeeds = line.contains(GIVES);
      String[] parts = line.split(succeeds ? GIVES : FAILS, 2);
      return new Row(parts[0].strip(), succeeds, parts[1].strip());
    }
  }

  /** Reads a file beside the tests. */
  static KubectlRows of(String name) {
    return new KubectlRows(
        resource(name)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Row::parse)
            .toList());
  }

  /** Runs them all, and then tells which did not do what they were to. */
  void check(RunningApiServer server) throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (Row row : rows) {
      Kubectl.Result result = server.kubectl().edit(EDITOR, words(row.command));
      all.assertThat(result.output()).as(row.command).contains(row.output);
      all.assertThat(result.code() == 0)
          .as(row.command + "\n" + result.output())
          .isEqualTo(row.succeeds);
    }
    all.assertAll();
  }

  static String resource(String name) {
    try (InputStream in = KubectlRows.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words;
  }
}
