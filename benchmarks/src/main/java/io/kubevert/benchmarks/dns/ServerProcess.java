package io.kubevert.benchmarks.dns;

import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.coredns.corefile.CorefileSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process that is measured: our DNS server by itself, its cluster a synthetic one. */
public final class ServerProcess {
  private static final long START_SECONDS = 120;

  private ServerProcess() {}

  /** Arguments: the Corefile, the address to listen on, and how many Services there are. */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
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
        .deployVerticle(new CoreDns(config, new SyntheticControlPlane(cluster)))
        .await(START_SECONDS, TimeUnit.SECONDS);
  }
}
