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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An API server on loopback, with a bus of its own, for tests that are its clients. */
final class RunningApiServer implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Path directory;
  private final Vertx bus;
  private final ClusterPki pki;
  private final Kubectl kubectl;
  private final Duration startTime;
  private final ApiServer server;

  private RunningApiServer(Path directory, ClusterSettings settings) throws Exception {
    this.directory = directory;
    this.pki =
        ClusterPki.ensure(
            directory.resolve("pki"),
            new PkiOptions(List.of("127.0.0.1"), List.of("master", "worker1")));
    this.bus = await(ClusteredBus.start(BusOptions.singleProcess(), new VertxOptions()));
    this.server =
        new ApiServer(
            new ApiServerConfig(
                "127.0.0.1", 0, "192.0.2.1", directory.resolve("data"), pki, settings),
            bus);
    long begin = System.nanoTime();
    await(bus.deployVerticle(server));
    this.startTime = Duration.ofNanos(System.nanoTime() - begin);
    Path kubeconfig = directory.resolve("kubeconfig");
    new Kubeconfig(pki).write(kubeconfig, url());
    this.kubectl = new Kubectl(kubeconfig, directory);
  }

  static RunningApiServer start(Path directory) throws Exception {
    return start(directory, new ClusterSettings("10.233.0.0/18", 30000, 32767));
  }

  static RunningApiServer start(Path directory, ClusterSettings settings) throws Exception {
    return new RunningApiServer(directory, settings);
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

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    try {
      await(bus.close());
    } catch (Exception e) {
      throw new IOException("the server did not stop", e);
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
