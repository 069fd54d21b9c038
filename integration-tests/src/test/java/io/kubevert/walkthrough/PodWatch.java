package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** {@code kubectl get pods --watch}, beside what the test does to the pods. */
final class PodWatch implements AutoCloseable {
  private static final String LINE =
      "{.type} {.object.metadata.name}"
          + " leaving={.object.metadata.deletionTimestamp}"
          + " ready={.object.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}";

  private final Path output;
  private final Process process;

  /**
   * @param output a file that is not there yet
   */
  PodWatch(Scene scene, String label, Path output) throws IOException {
    this.output = output;
    this.process =
        new ProcessBuilder(
                "kubectl",
                "--kubeconfig",
                scene.kubectl().kubeconfig().toString(),
                "--namespace",
                scene.namespace(),
                "get",
                "pods",
                "--selector=" + label,
                "--watch",
                "--output-watch-events",
                "--output=jsonpath=" + LINE)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  /**
   * What was seen since the start, once something is among it.
   *
   * @return lines {@code TYPE NAME leaving=TIME ready=STATUS}
   */
  List<String> untilSeen(Predicate<String> line) throws Exception {
    return eventually(() -> Files.readAllLines(output), lines -> lines.stream().anyMatch(line));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
