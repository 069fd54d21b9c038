package io.kubevert.apiserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, which has to be on the PATH. */
final class Kubectl {
  private static final long LIMIT_SECONDS = 60;

  private final Path kubeconfig;
  private final Path directory;

  /**
   * @param directory where its caches go
   */
  Kubectl(Path kubeconfig, Path directory) {
    this.kubeconfig = kubeconfig;
    this.directory = directory;
  }

  /**
   * What a call came to.
   *
   * @param output what it printed, to either stream
   */
  record Result(int code, String output) {}

  /** Runs kubectl with the words of a line. */
  Result run(String line) throws IOException, InterruptedException {
    return run("", line);
  }

  /** Runs kubectl with the words of a line and something on its standard input. */
  Result run(String input, String line) throws IOException, InterruptedException {
    Process process = start(line);
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try (var output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("kubectl " + line + " did not end; it printed:\n" + text);
      }
      return new Result(process.exitValue(), text);
    }
  }

  /** Starts kubectl; the caller ends it. */
  Process start(String line) throws IOException {
    return builder(List.of(line.split(" "))).start();
  }

  /** Runs kubectl in its directory, with an editor that changes files without asking. */
  Result edit(String editor, List<String> words) throws IOException, InterruptedException {
    ProcessBuilder builder = builder(words).directory(directory.toFile());
    builder.environment().put("KUBE_EDITOR", editor);
    Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }

  private ProcessBuilder builder(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("kubectl");
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--cache-dir=" + Files.createDirectories(directory.resolve("kubectl-cache")));
    command.addAll(words);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
