package io.kubevert.benchmarks.dns;

import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.coredns.corefile.CorefileSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process that is measured: our DNS server by itself, its cluster a synthetic one. */
public final class ServerProcess {
  private static final long START_SECONDS = 120;

  static final String READY = "ready";

  /** As the containers' in docker-compose.yml, and headers of objects that are half as long. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms24m",
          "-Xmx96m",
          "-Xmn8m",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=10",
          "-XX:-ShrinkHeapInSteps",
          "-Xss512k",
          "-XX:+UseCompactObjectHeaders",
          "-XX:ReservedCodeCacheSize=24m",
          "-XX:TrimNativeHeapInterval=2000",
          "--enable-native-access=ALL-UNNAMED");

  private ServerProcess() {}

  /** What starts one. */
  static List<String> command(Path corefile, String address, int services, int changes) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ServerProcess.class.getName());
    command.addAll(
        List.of(
            corefile.toString(), address, Integer.toString(services), Integer.toString(changes)));
    return command;
  }

  /**
   * Arguments: the Corefile, the address to listen on, how many Services there are, and how often a
   * second one of them changes. Says when it is ready; ends by SIGTERM as the component does.
   */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors() + 1));
    CoreDnsConfig config =
        new CoreDnsConfig(
            new CorefileSource.File(Path.of(arguments[0])),
            "bench",
            arguments[1],
            CoreDnsConfig.Role.CLUSTER,
            List.of(arguments[1]),
            "127.0.0.1",
            Optional.empty(),
            Map.of(),
            false);
    SyntheticCluster cluster = new SyntheticCluster(Integer.parseInt(arguments[2]));
    vertx
        .deployVerticle(
            new CoreDns(
                config,
                new SyntheticControlPlane(cluster, vertx, Integer.parseInt(arguments[3])),
                System::gc))
        .await(START_SECONDS, TimeUnit.SECONDS);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx)));
    System.out.println(READY);
  }

  private static void stop(Vertx vertx) {
    try {
      vertx.close().await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}
