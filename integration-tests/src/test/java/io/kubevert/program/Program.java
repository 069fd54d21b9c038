package io.kubevert.program;

import io.kubevert.local.junit.Kubectl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./kubevert}, as a person runs it, with names and files of this test's own. */
record Program(Path home, Path directory) {
  static final String PREFIX = "kvprog";
  static final String SUBNET = "10.234.253";
  private static final long LIMIT_SECONDS = 180;

  /** What a command printed, and how it ended. */
  record Outcome(int exitCode, String output) {}

  Path state() {
    return directory.resolve("state");
  }

  Kubectl kubectl() {
    return new Kubectl(state().resolve("kubeconfig"));
  }

  /** The process of the cluster's JVM. */
  ProcessHandle jvm() throws IOException {
    long pid = Long.parseLong(Files.readString(state().resolve("kubevert.pid")).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(home.resolve("kubevert").toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBEVERT_PREFIX",
                PREFIX,
                "KUBEVERT_SUBNET",
                SUBNET,
                "KUBEVERT_STATE",
                state().toString(),
                "KUBEVERT_IMAGES",
                System.getProperty("kubevert.images"),
                "KUBEVERT_BUILD",
                "never",
                "KUBECONFIG",
                directory.resolve("kubeconfig").toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(String.join(" ", words) + " did not end; it printed:\n" + text);
      }
      return new Outcome(process.exitValue(), text);
    }
  }
}
