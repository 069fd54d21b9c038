package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.storage.MemoryStore;
import io.kubevert.apiserver.watch.Broadcaster;
import io.kubevert.client.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch that begins with what is forgotten. */
class WatchEndpointTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final MemoryStore store = new MemoryStore(1);
  private final ResourceCatalog catalog =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767));
  private final ServedVersion configMaps = catalog.version("", "v1", "configmaps").orElseThrow();
  private final WatchEndpoint endpoint =
      new WatchEndpoint(
          vertx,
          store,
          new Registry(store, catalog, context, InstantSource.system(), new Random(1)),
          new Broadcaster(store, context),
          new Random(1));

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void tellsThatItsRevisionIsGone() throws Exception {
    for (String name : new String[] {"a", "b", "c"}) {
      await(store.create("configmaps/default/" + name, _ -> Json.bytes(Json.object())));
    }
    long first = store.revision() - 2;
    await(store.compact(store.revision()));
    JsonNode event = ask(listen(), MAPS + "?watch=1&resourceVersion=" + first);
    assertThat(event.path("type").asText()).isEqualTo("ERROR");
    assertThat(event.at("/object/kind").asText()).isEqualTo("Status");
    assertThat(event.at("/object/code").asInt()).isEqualTo(410);
    assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
    assertThat(event.at("/object/message").asText())
        .isEqualTo("too old resource version: %d (%d)".formatted(first, store.revision()));
  }

  private int listen() throws Exception {
    Promise<Integer> port = Promise.promise();
    context.runOnContext(
        _ ->
            vertx
                .createHttpServer()
                .requestHandler(this::watch)
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort())
                .onComplete(port));
    return await(port.future());
  }

  private void watch(HttpServerRequest request) {
    Map<String, String> query = Exchange.query(request);
    RequestInfo info = RequestInfo.parse("GET", request.path(), query);
    endpoint.watch(
        new Exchange(request, User.ANONYMOUS, info, query),
        configMaps,
        new Transformation(Representation.of(null), ""),
        () -> {});
  }

  /** The whole answer, which ends by itself. */
  private JsonNode ask(int port, String path) throws Exception {
    HttpClient client = vertx.createHttpClient();
    Future<Buffer> body =
        client
            .request(HttpMethod.GET, port, "127.0.0.1", path)
            .compose(request -> request.send().compose(HttpClientResponse::body));
    JsonNode answer = Json.parse(await(body).getBytes());
    await(client.close());
    return answer;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
