package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Spread;
import io.kubevert.benchmarks.boot.ScriptCluster;
import io.kubevert.netns.NetworkNamespace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * From sending a Service to the API of a whole cluster, over a connection that is open, until the
 * cache of every node answers for it. A cache keeps that a name does not exist for five seconds, as
 * the reference's does; so it is asked when the cluster's server, which each node asks without a
 * pause, knows the name.
 */
final class NewServices {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String CACHE = "169.254.25.10";
  private static final int PORT = 53;
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int LARGEST = 4096;
  private static final long LIMIT_SECONDS = 30;
  private static final long PAUSE_MILLIS = 1;

  private final ScriptCluster cluster;
  private int made;

  NewServices(ScriptCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @return milliseconds
   */
  Spread measure(int count) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ExecutorService nodes = Executors.newCachedThreadPool()) {
      HttpClient client = cluster.client(vertx);
      connect(client);
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        made++;
        millis.add(one(client, nodes, "bench-" + made));
      }
      return new Spread(millis);
    } finally {
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What is measured is not how long TLS takes to begin. */
  private static void connect(HttpClient client) throws TimeoutException {
    client
        .request(HttpMethod.GET, SERVICES)
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private double one(HttpClient client, ExecutorService nodes, String name) throws Exception {
    long begin = System.nanoTime();
    Future<Void> created = create(client, name);
    List<CompletableFuture<Void>> answered =
        cluster.nodes().stream()
            .map(node -> CompletableFuture.runAsync(() -> await(node, name), nodes))
            .toList();
    created.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    for (CompletableFuture<Void> node : answered) {
      node.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  private static Future<Void> create(HttpClient client, String name) {
    JsonObject port = JsonObject.of("port", 80);
    JsonObject service =
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "Service",
            "metadata",
            JsonObject.of("name", name),
            "spec",
            JsonObject.of("ports", JsonArray.of(port)));
    return client
        .request(HttpMethod.POST, SERVICES)
        .compose(
            request ->
                request
                    .putHeader("content-type", "application/json")
                    .send(service.toBuffer())
                    .compose(
                        response ->
                            response.statusCode() == 201
                                ? response.body().<Void>mapEmpty()
                                : Future.failedFuture(
                                    "the API server refused the Service: "
                                        + response.statusCode())));
  }

  private void await(NetworkNamespace node, String service) {
    try {
      node.call(
          () -> {
            Name name = Name.fromString(service + ".default.svc.cluster.local.");
            try (DatagramSocket socket = new DatagramSocket()) {
              socket.setSoTimeout(PATIENCE_MILLIS);
              until(socket, cluster.apiServer(), name);
              until(socket, CACHE, name);
            }
            return null;
          });
    } catch (IOException e) {
      throw new IllegalStateException(node.name() + " did not answer for " + service, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void until(DatagramSocket socket, String server, Name name)
      throws IOException, InterruptedException {
    while (!answers(socket, new InetSocketAddress(server, PORT), name)) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean answers(DatagramSocket socket, InetSocketAddress server, Name name)
      throws IOException {
    Message question = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    byte[] octets = question.toWire();
    socket.send(new DatagramPacket(octets, octets.length, server));
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    return !answer.getSection(Section.ANSWER).isEmpty();
  }
}
