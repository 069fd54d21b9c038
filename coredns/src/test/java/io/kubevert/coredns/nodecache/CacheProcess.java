package io.kubevert.coredns.nodecache;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.coredns.testing.Objects;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node's cache as a process of its own, which can be killed. */
final class CacheProcess {
  private static final String READY = "answers";

  private final Process process;

  private CacheProcess(Process process) {
    this.process = process;
  }

  /** Starts one and waits until it answers. */
  static CacheProcess start(String namespace, String address, String clusterDns) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    "ip",
                    "netns",
                    "exec",
                    namespace,
                    System.getProperty("java.home") + "/bin/java",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CacheProcess.class.getName(),
                    address,
                    clusterDns))
            .redirectErrorStream(true)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(READY)) {
        return new CacheProcess(process);
      }
      said.append(line).append('\n');
    }
    throw new IOException("the cache did not start: " + said);
  }

  /** As the kernel does when memory runs out. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Arguments: the cache's address, and that of the cluster's server. */
  public static void main(String[] arguments) throws Exception {
    FakeControlPlane controlPlane = new FakeControlPlane();
    Objects.put(
        controlPlane,
        """
        {"kind": "EndpointSlice", "metadata": {"namespace": "kube-system", "name": "coredns-1",
          "labels": {"kubernetes.io/service-name": "coredns"}}, "addressType": "IPv4",
         "endpoints": [{"addresses": ["%s"], "conditions": {"ready": true}}],
         "ports": [{"name": "dns", "protocol": "UDP", "port": 53},
                   {"name": "dns-tcp", "protocol": "TCP", "port": 53}]}
        """
            .formatted(arguments[1]));
    Vertx.vertx(new VertxOptions().setPreferNativeTransport(true))
        .deployVerticle(
            new CoreDns(
                CoreDnsConfig.nodeCache("worker1", "192.0.2.9", arguments[0], arguments[1]),
                controlPlane))
        .await(30, TimeUnit.SECONDS);
    System.out.println(READY);
  }
}
