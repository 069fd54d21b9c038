package io.kubevert.loadbalancer;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.kubeproxy.loadbalancer.announcement.Election;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.local.LocalCluster;
import io.kubevert.local.LocalClusterConfig;
import io.kubevert.local.junit.Kubectl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that announces an address dies without a word. It has a cluster of its own, since a killed
 * node stays dead.
 */
class NodeDeathTest {
  private static final String SUBNET = "10.234.253";
  private static final List<String> WORKERS = List.of("worker1", "worker2", "worker3");
  private static final String VICTIM = "worker2";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long START_SECONDS = 120;

  @TempDir Path state;

  private LocalClusterConfig config;
  private LocalCluster cluster;
  private Kubectl kubectl;

  @BeforeEach
  void start() throws Exception {
    Path images = Path.of(System.getProperty("kubevert.images")).toAbsolutePath().normalize();
    config = LocalClusterConfig.of("kvdeath", SUBNET, state, images);
    LocalCluster.destroy(config).await(START_SECONDS, TimeUnit.SECONDS);
    cluster = LocalCluster.start(config, (step, took) -> {}).await(START_SECONDS, TimeUnit.SECONDS);
    kubectl = new Kubectl(config.kubeconfig());
  }

  @AfterEach
  void stop() throws Exception {
    if (cluster != null) {
      cluster.stop().await(START_SECONDS, TimeUnit.SECONDS);
    }
    LocalCluster.destroy(config).await(START_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void anotherNodeTakesTheAddressOver() throws Exception {
    String address = addressOf(VICTIM);
    kubectl.runWith(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}}
        spec: {nodeName: worker1, containers: [{name: web, image: kubevert/web}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          type: LoadBalancer
          loadBalancerIP: %s
          selector: {app: web}
          ports: [{port: 80, targetPort: 8080}]
        """
            .formatted(address),
        "apply",
        "-f",
        "-");
    kubectl.run("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
    awaitAnswer(address);
    assertThat(kubectl.run("get", "service", "web", "--no-headers")).contains(address);
    eventually(
        () -> kubectl.run("describe", "service", "web"),
        text -> text.contains("announcing from node \"" + VICTIM + "\" with protocol \"layer2\""));

    cluster.kill(VICTIM).await(START_SECONDS, TimeUnit.SECONDS);

    awaitAnswer(address);
  }

  /** Answers of an address on the host; a connection that is not accepted soon is tried again. */
  private static void awaitAnswer(String address) throws Exception {
    Command curl =
        Command.of(
            "curl", "-sS", "--connect-timeout", "0.2", "--max-time", "10", "http://" + address);
    long begin = System.nanoTime();
    Command.Result result = curl.await();
    while (result.exitCode() != 0 && System.nanoTime() - begin < PATIENCE.toNanos()) {
      result = curl.await();
    }
    long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertThat(result.output()).startsWith("web ");
    System.out.println(address + " answered after " + taken + " ms");
  }

  /** An address of the pool that a worker is elected for when all are alive. */
  private static String addressOf(String worker) {
    return IntStream.rangeClosed(100, 199)
        .mapToObj(number -> SUBNET + "." + number)
        .filter(
            address ->
                Election.winner(IpAddress.parse(address), WORKERS)
                    .filter(worker::equals)
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }
}
