package io.kubevert.benchmarks.boot;

import io.kubevert.benchmarks.Processes;
import io.kubevert.netns.NetworkNamespace;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A cluster beside the user's, run with the program {@code kubevert}: it has names, addresses, a
 * state directory and a kubeconfig of its own.
 */
public final class ScriptCluster {
  private static final String PREFIX = "kvbench";
  private static final int PORT = 6443;
  private static final String SUBNET = "10.234.253";
  private static final Path STATE = Path.of("/var/tmp/kubevert-bench");

  private final Path script;

  /**
   * @param home the directory of the program
   */
  public ScriptCluster(Path home) {
    this.script = home.resolve("kubevert");
  }

  /** Starts it, and waits until it is ready. */
  public Start up() throws Exception {
    long started = System.nanoTime();
    try (ApiProbe probe = new ApiProbe(apiServer(), PREFIX + "0")) {
      CompletableFuture<Long> answered = probe.untilReady();
      run("up");
      double ready = seconds(System.nanoTime() - started);
      double cpu = Processes.cpuSeconds(jvm());
      double api = seconds(answered.get() - started);
      return new Start(ready, api, cpu, Processes.loadAverage(), steps());
    }
  }

  public void down() throws IOException, InterruptedException {
    run("down");
  }

  Processes.Memory memory() throws IOException {
    return Processes.memory(jvm(), STATE);
  }

  /** The first node's address; the cluster's DNS server is there, too. */
  public String apiServer() {
    return SUBNET + ".10";
  }

  /** The network namespaces of its nodes. */
  public List<NetworkNamespace> nodes() {
    return Stream.of("master", "worker1", "worker2", "worker3")
        .map(node -> new NetworkNamespace(PREFIX + "-" + node))
        .toList();
  }

  /** Speaks to its API server as the administrator. */
  public HttpClient client(Vertx vertx) {
    Path identity = STATE.resolve("pki/admin");
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setDefaultHost(apiServer())
            .setDefaultPort(PORT)
            .setSsl(true)
            .setTrustOptions(
                new PemTrustOptions().addCertPath(identity.resolve("ca.crt").toString()))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(identity.resolve("tls.crt").toString())
                    .setKeyPath(identity.resolve("tls.key").toString())));
  }

  private long jvm() throws IOException {
    return Long.parseLong(Files.readString(STATE.resolve("kubevert.pid")).strip());
  }

  private static Map<String, Double> steps() throws IOException {
    Map<String, Double> steps = new LinkedHashMap<>();
    for (String line : Files.readAllLines(STATE.resolve("progress"))) {
      String[] words = line.split(" ", 3);
      if (words[0].equals("step")) {
        steps.put(words[2], Long.parseLong(words[1]) / 1e3);
      }
    }
    return steps;
  }

  private void run(String command) throws IOException, InterruptedException {
    Files.createDirectories(STATE);
    Path output = STATE.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBEVERT_PREFIX",
                PREFIX,
                "KUBEVERT_SUBNET",
                SUBNET,
                "KUBEVERT_STATE",
                STATE.toString(),
                "KUBECONFIG",
                STATE.resolve("user-kubeconfig").toString()));
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(
          "kubevert " + command + " ended with " + code + ":\n" + Files.readString(output));
    }
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
