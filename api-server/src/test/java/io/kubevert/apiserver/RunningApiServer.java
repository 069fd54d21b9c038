package io.kubevert.apiserver;

import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.pki.Kubeconfig;
import io.kubevert.apiserver.pki.PkiOptions;
import io.kubevert.client.bus.BusOptions;
import io.kubevert.client.bus.ClusteredBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An API server on loopback, with a bus of its own, for a class of tests that are its clients: as a
 * static field with {@code @RegisterExtension} it runs from before the first test to after the
 * last.
 */
final class RunningApiServer implements BeforeAllCallback, AfterAllCallback {
  private static final long LIMIT_SECONDS = 60;

  private ClusterSettings settings;
  private Path directory;
  private Vertx bus;
  private ClusterPki pki;
  private Kubectl kubectl;
  private Duration startTime;
  private ApiServer server;

  RunningApiServer() {
    this(new ClusterSettings("10.233.0.0/18", 30000, 32767));
  }

  RunningApiServer(ClusterSettings settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("api-server");
    pki =
        ClusterPki.ensure(
            directory.resolve("pki"),
            new PkiOptions(List.of("127.0.0.1"), List.of("master", "worker1")));
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    await(bus.close());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Stops the server and starts another one, which finds what the first one has stored. */
  void restart(ClusterSettings other) throws Exception {
    await(bus.close());
    settings = other;
    start();
  }

  void restart() throws Exception {
    restart(settings);
  }

  private void start() throws Exception {
    bus = await(ClusteredBus.start(BusOptions.singleProcess(), new VertxOptions()));
    server =
        new ApiServer(
            new ApiServerConfig(
                "127.0.0.1", 0, "192.0.2.1", directory.resolve("data"), pki, settings),
            bus);
    long begin = System.nanoTime();
    await(bus.deployVerticle(server));
    startTime = Duration.ofNanos(System.nanoTime() - begin);
    Path kubeconfig = directory.resolve("kubeconfig");
    new Kubeconfig(pki).write(kubeconfig, url());
    kubectl = new Kubectl(kubeconfig, directory);
  }

  String url() {
    return "https://127.0.0.1:" + server.port();
  }

  Vertx bus() {
    return bus;
  }

  ClusterPki pki() {
    return pki;
  }

  Kubectl kubectl() {
    return kubectl;
  }

  Duration startTime() {
    return startTime;
  }

  /** Where its files are, and kubectl's. */
  Path directory() {
    return directory;
  }

  /** Runs kubectl with the words of a line, and takes what it prints. */
  String run(String line) throws IOException, InterruptedException {
    return run("", line);
  }

  /** Runs kubectl with the words of a line and something on its standard input. */
  String run(String input, String line) throws IOException, InterruptedException {
    return kubectl.run(input, line).output();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
