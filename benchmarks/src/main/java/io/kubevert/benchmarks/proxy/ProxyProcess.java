package io.kubevert.benchmarks.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.benchmarks.ComponentCommand;
import io.kubevert.benchmarks.Processes;
import io.kubevert.benchmarks.api.ApiServerProcess;
import io.kubevert.benchmarks.api.Load;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The proxy as a process of its own, told over the bus by an API server's process. */
final class ProxyProcess implements AutoCloseable {
  private static final String NODE = "bench";
  private static final String READY = "http://127.0.0.1:10249/readyz";
  private static final int WRITERS = 16;
  private static final int AT_ONCE = 2_500;
  private static final long READY_SECONDS = 25;
  private static final long PAUSE_MILLIS = 5;
  private static final List<String> SERVER_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx320m");

  private final ScratchNamespace namespace;
  private final Process process;

  private ProxyProcess(ScratchNamespace namespace, Process process) {
    this.namespace = namespace;
    this.process = process;
  }

  /**
   * What the process took.
   *
   * @param readySeconds from its start until every rule was in the kernel
   * @param residentMegabytes its memory then
   */
  record Result(double readySeconds, long residentMegabytes) {}

  /**
   * Has an API server take in a cluster, and then starts the proxy.
   *
   * @param home of the project, built
   * @param directory for the API server's data
   */
  static Result measure(Path home, Path directory, Cluster cluster, List<String> jvmOptions)
      throws Exception {
    try (ScratchNamespace namespace =
        ScratchNamespace.create("kvbp" + ProcessHandle.current().pid())) {
      MeasuredProxy.addLink(namespace);
      try (ApiServerProcess server =
          namespace.call(
              () ->
                  ApiServerProcess.start(home, directory, SERVER_OPTIONS, "--node-names", NODE))) {
        create(namespace, server, ResourceTypes.SERVICES, cluster, ProxyProcess::service);
        create(namespace, server, ResourceTypes.ENDPOINT_SLICES, cluster, cluster::slice);
        long begin = System.nanoTime();
        try (ProxyProcess proxy =
            start(namespace, directory, command(home, directory, server, jvmOptions))) {
          proxy.awaitReady();
          double seconds = (System.nanoTime() - begin) / 1e9;
          return new Result(seconds, Processes.residentMegabytes(proxy.process.pid()));
        }
      }
    }
  }

  private static void create(
      ScratchNamespace namespace,
      ApiServerProcess server,
      ResourceType type,
      Cluster cluster,
      IntFunction<ObjectNode> object) {
    String path = type.collectionPath("default");
    for (int from = 0; from < cluster.services(); from += AT_ONCE) {
      int first = from;
      int count = Math.min(AT_ONCE, cluster.services() - first);
      namespace.call(
          () ->
              new Load(server, WRITERS)
                  .run(
                      count,
                      201,
                      (connection, number) ->
                          connection.post(path, body(type, object.apply(first + number)))));
    }
  }

  /** A Service for which the server chooses the address. */
  private static ObjectNode service(int number) {
    ObjectNode service = Cluster.service(number);
    service.withObjectProperty("spec").remove(List.of("clusterIP", "clusterIPs"));
    return service;
  }

  private static byte[] body(ResourceType type, ObjectNode object) {
    return Json.bytes(object.put("apiVersion", type.apiVersion()).put("kind", type.kind()));
  }

  private static ProxyProcess start(
      ScratchNamespace namespace, Path directory, List<String> command) {
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("kube-proxy.log").toFile());
    return new ProxyProcess(namespace, namespace.call(process::start));
  }

  private static List<String> command(
      Path home, Path directory, ApiServerProcess server, List<String> jvmOptions) {
    List<String> command =
        new ArrayList<>(ComponentCommand.java(home, jvmOptions, "io.kubevert.kubeproxy.Main"));
    command.addAll(List.of("--hostname-override", NODE, "--node-ip", MeasuredProxy.NODE_IP));
    command.addAll(List.of("--bus-address", "127.0.0.1", "--bus-members", server.busMember()));
    command.addAll(List.of("--pki-dir", directory.resolve("pki/kube-proxy-" + NODE).toString()));
    return command;
  }

  private void awaitReady() {
    namespace.call(
        () -> {
          long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
          while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
              throw new IOException("the proxy's process did not become ready");
            }
            Thread.sleep(PAUSE_MILLIS);
          }
          return null;
        });
  }

  private static boolean isReady() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(READY).toURL().openConnection();
    try {
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (ConnectException e) {
      return false;
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
