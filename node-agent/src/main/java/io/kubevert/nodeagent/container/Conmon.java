package io.kubevert.nodeagent.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Launches conmon, which makes one container, holds its streams and writes its exit code, and
 * outlives the agent.
 */
final class Conmon {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long LOG_BYTES = 10 * 1024 * 1024;

  private final Path launcher;
  private final Path exits;
  private final List<String> runtimeArguments;

  private Conmon(Path launcher, Path exits, List<String> runtimeArguments) {
    this.launcher = launcher;
    this.exits = exits;
    this.runtimeArguments = runtimeArguments;
  }

  /**
   * Writes the launcher's script.
   *
   * @param exits where a file of a container's id appears, with its exit code, at its end
   * @param runtimeArguments what crun is called with before its command
   */
  static Conmon open(Path launcher, Path exits, List<String> runtimeArguments) throws IOException {
    try (InputStream script = Conmon.class.getResourceAsStream("launch.sh")) {
      Files.copy(script, launcher, StandardCopyOption.REPLACE_EXISTING);
    }
    return new Conmon(launcher, exits, runtimeArguments);
  }

  /**
   * Makes a container that does not run yet; its first process' number is then in the bundle.
   *
   * @throws IOException with what crun or the kernel said
   */
  void create(ContainerRequest request, Path bundle, Path log, String id)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    words.addAll(List.of("/bin/sh", launcher.toString(), request.image().rootfs().toString()));
    for (String part : List.of("upper", "work", "root")) {
      words.add(bundle.resolve(part).toString());
    }
    words.addAll(words(request.container(), bundle, log, id));
    Path errors = bundle.resolve("errors");
    Process process =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(errors.toFile())
            .start();
    String answer;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      answer = reader.readLine();
    }
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("conmon did not go to the background within " + LIMIT);
    }
    if (answer == null) {
      throw new IOException("cannot launch: " + Files.readString(errors).strip());
    }
    ObjectNode result = Json.parse(answer.getBytes(StandardCharsets.UTF_8));
    if (result.path("data").asInt(-1) <= 0) {
      throw new IOException(result.path("message").asText(answer).strip());
    }
  }

  private List<String> words(Container container, Path bundle, Path log, String id) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("conmon", "--api-version", "1", "-c", id, "-n", container.getName()));
    words.addAll(List.of("-u", id, "-r", ContainerRuntime.CRUN, "-b", bundle.toString()));
    words.addAll(List.of("-p", bundle.resolve("pid").toString()));
    words.addAll(List.of("-P", bundle.resolve("conmon.pid").toString()));
    words.addAll(List.of("-l", "k8s-file:" + log));
    words.addAll(List.of("--log-size-max", Long.toString(LOG_BYTES)));
    words.addAll(List.of("--exit-dir", exits.toString(), "--full-attach"));
    for (String argument : runtimeArguments) {
      words.addAll(List.of("--runtime-arg", argument));
    }
    if (Boolean.TRUE.equals(container.getTty())) {
      words.add("-t");
    }
    if (Boolean.TRUE.equals(container.getStdin())) {
      words.add("-i");
      if (!Boolean.TRUE.equals(container.getStdinOnce())) {
        words.add("--leave-stdin-open");
      }
    }
    return words;
  }
}
