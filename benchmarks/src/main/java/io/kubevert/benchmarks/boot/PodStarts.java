package io.kubevert.benchmarks.boot;

import io.kubevert.benchmarks.Spread;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * From sending a pod to the API to hearing from a watch that it runs: scheduling, network and
 * container included, the image being there.
 */
final class PodStarts {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String IMAGE = "kubevert/web";
  private static final long LIMIT_SECONDS = 60;

  private final ScriptCluster cluster;
  private final Map<String, Promise<Long>> expected = new ConcurrentHashMap<>();

  PodStarts(ScriptCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @return milliseconds
   */
  Spread measure(int count) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpClient client = cluster.client(vertx);
      await(watch(client));
      List<Double> millis = new ArrayList<>();
      for (int pod = 1; pod <= count; pod++) {
        millis.add(start(client, "bench-" + pod));
      }
      return new Spread(millis);
    } finally {
      await(vertx.close());
    }
  }

  private Future<Void> watch(HttpClient client) {
    return client
        .request(HttpMethod.GET, PODS + "?watch=true")
        .compose(request -> request.send().onSuccess(this::listen))
        .mapEmpty();
  }

  /** Called on the response's own context: what comes before somebody listens is dropped. */
  private void listen(HttpClientResponse response) {
    response.handler(
        RecordParser.newDelimited(
            "\n", line -> hear(new JsonObject(line).getJsonObject("object"))));
  }

  private void hear(JsonObject pod) {
    String phase = pod.getJsonObject("status", new JsonObject()).getString("phase");
    Promise<Long> running = expected.get(pod.getJsonObject("metadata").getString("name"));
    if ("Running".equals(phase) && running != null) {
      running.tryComplete(System.nanoTime());
    }
  }

  private double start(HttpClient client, String name) throws Exception {
    Promise<Long> running = Promise.promise();
    expected.put(name, running);
    long created = System.nanoTime();
    await(
        client
            .request(HttpMethod.POST, PODS)
            .compose(
                request ->
                    request
                        .putHeader("content-type", "application/json")
                        .send(pod(name).toBuffer())
                        .compose(PodStarts::accepted)));
    return (await(running.future()) - created) / 1e6;
  }

  private static Future<Void> accepted(HttpClientResponse response) {
    return response
        .body()
        .compose(
            body ->
                response.statusCode() == 201
                    ? Future.succeededFuture()
                    : Future.failedFuture("the API server refused the pod: " + body));
  }

  private static JsonObject pod(String name) {
    JsonObject container = JsonObject.of("name", "web", "image", IMAGE);
    return JsonObject.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        JsonObject.of("name", name),
        "spec",
        JsonObject.of("containers", JsonArray.of(container)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
