package io.kubevert.local.junit;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The repository's {@code docker-compose.yml}, brought up for tests.
 *
 * @param home the repository
 * @param program the words that start Docker Compose
 */
record ComposeTestCluster(Path home, List<String> program) implements TestCluster {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);
  private static final long PAUSE_MILLIS = 500;

  /** Blocks until every container is healthy and every node ready. */
  static ComposeTestCluster start() {
    Path home = Path.of(System.getProperty("kubevert.home", ".")).toAbsolutePath().normalize();
    ComposeTestCluster cluster = new ComposeTestCluster(home, installed());
    try {
      cluster.compose("down", "--volumes", "--timeout", "5");
      Files.deleteIfExists(cluster.kubeconfig());
      cluster.compose("up", "--detach");
      cluster.awaitHealthy();
      new Kubectl(cluster.kubeconfig())
          .run("wait", "--for=condition=Ready", "nodes", "--all", "--timeout=60s");
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the containers start", e);
    }
  }

  @Override
  public Path kubeconfig() {
    return home.resolve(".kubevert/compose/kubeconfig");
  }

  @Override
  public void close() throws IOException {
    try {
      compose("down", "--volumes", "--timeout", "5");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the containers stop", e);
    }
  }

  /** Runs Docker Compose and returns what it printed. */
  String compose(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of("--file", home.resolve("docker-compose.yml").toString()));
    words.addAll(List.of(arguments));
    return succeed(words);
  }

  private void awaitHealthy() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    List<String> containers = compose("ps", "--quiet").lines().toList();
    List<String> waiting = containers;
    while (!waiting.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "not healthy after " + READY_LIMIT.toSeconds() + " s: " + logs(waiting));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      waiting = unhealthy(containers);
    }
  }

  private static List<String> unhealthy(List<String> containers)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of("docker", "inspect", "--format", "{{.Name}} {{.State.Health.Status}}"));
    words.addAll(containers);
    return succeed(words)
        .lines()
        .filter(line -> !line.endsWith(" healthy"))
        .map(line -> line.split(" ")[0].replaceFirst("^/", ""))
        .toList();
  }

  private static String logs(List<String> containers) throws IOException, InterruptedException {
    StringBuilder logs = new StringBuilder();
    for (String container : containers) {
      logs.append("\n== ").append(container).append('\n');
      logs.append(succeed(List.of("docker", "logs", "--tail", "15", container)));
    }
    return logs.toString();
  }

  private static List<String> installed() {
    try {
      Command plugin = Command.of("docker", "compose", "version");
      return plugin.await().exitCode() == 0
          ? List.of("docker", "compose")
          : List.of("docker-compose");
    } catch (IOException e) {
      throw new IllegalStateException(
          "there is no Docker; install docker.io and docker-compose, or run ./kubevert test", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String succeed(List<String> words) throws IOException, InterruptedException {
    Command.Result result = new Command(words, "", LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException(
          String.join(" ", words) + " exited with " + result.exitCode() + ": " + result.output());
    }
    return result.output();
  }
}
