package io.kubevert.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes over the wire, for clients that kubectl does not stand for. */
class HttpApiTest {
  private static final String COLOUR = "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\"}}";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static HttpClient client;
  private static WebSocketClient sockets;

  /** What was answered. */
  private record Answer(int code, MultiMap headers, String body) {
    JsonNode json() {
      return Json.parse(body.getBytes(UTF_8));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    PemTrustOptions authority =
        new PemTrustOptions().addCertPath(server.pki().caCertificate().toString());
    client =
        server
            .bus()
            .createHttpClient(new HttpClientOptions().setSsl(true).setTrustOptions(authority));
    sockets =
        server
            .bus()
            .createWebSocketClient(
                new WebSocketClientOptions().setSsl(true).setTrustOptions(authority));
    for (String name : new String[] {"blue", "green", "red"}) {
      assertThat(send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted(name)).code())
          .isEqualTo(201);
    }
  }

  @Test
  void discoveryComesInBothForms() throws Exception {
    Answer aggregated = get("/apis", Map.of("Accept", AGGREGATED));
    assertThat(aggregated.headers().get("Content-Type")).isEqualTo(AGGREGATED);
    assertThat(aggregated.json().path("kind").asText()).isEqualTo("APIGroupDiscoveryList");
    String tag = aggregated.headers().get("ETag");
    assertThat(get("/apis", Map.of("Accept", AGGREGATED, "If-None-Match", tag)).code())
        .isEqualTo(304);
    JsonNode groups = get("/apis", Map.of()).json();
    assertThat(groups.path("kind").asText()).isEqualTo("APIGroupList");
    assertThat(groups.path("groups").findValuesAsText("name"))
        .contains("apps", "networking.k8s.io", "authorization.k8s.io", "events.k8s.io")
        .last()
        .isEqualTo("extensions");
    assertThat(get("/apis/networking.k8s.io", Map.of()).json().at("/preferredVersion/version"))
        .hasToString("\"v1\"");
    assertThat(get("/api/v1", Map.of()).json().path("resources").findValuesAsText("name"))
        .contains("pods", "pods/exec", "services", "namespaces/finalize", "nodes/proxy");
    assertThat(get("/apis/nothing.example", Map.of()).code()).isEqualTo(404);
  }

  @Test
  void answersInTheFormatThatIsWanted() throws Exception {
    Answer yaml = get(CONFIG_MAPS + "/blue", Map.of("Accept", "application/yaml"));
    assertThat(yaml.headers().get("Content-Type")).isEqualTo("application/yaml");
    assertThat(yaml.body()).contains("kind: \"ConfigMap\"");
    JsonNode table =
        get(CONFIG_MAPS, Map.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")).json();
    assertThat(table.path("kind").asText()).isEqualTo("Table");
    assertThat(table.path("columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Data", "Age");
    assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(get(CONFIG_MAPS, Map.of("Accept", "text/html")).code()).isEqualTo(406);
  }

  @Test
  void listsComeInPages() throws Exception {
    JsonNode first = get(CONFIG_MAPS + "?limit=2", Map.of()).json();
    assertThat(first.path("items")).hasSize(2);
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    String token = first.at("/metadata/continue").asText();
    JsonNode second = get(CONFIG_MAPS + "?limit=2&continue=" + token, Map.of()).json();
    assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("red");
    assertThat(second.path("metadata").has("continue")).isFalse();
    assertThat(get(CONFIG_MAPS + "?continue=nonsense", Map.of()).code()).isEqualTo(400);
  }

  @Test
  void theFutureIsNotThereYet() throws Exception {
    Answer list = get(CONFIG_MAPS + "?resourceVersion=999999999", Map.of());
    assertThat(list.code()).isEqualTo(504);
    assertThat(list.body()).contains("Too large resource version");
    assertThat(get(CONFIG_MAPS + "?watch=1&resourceVersion=999999999", Map.of()).code())
        .isEqualTo(504);
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    assertThat(get("/api/v1/pods", Map.of("Authorization", "Bearer wrong")).code()).isEqualTo(401);
    assertThat(get("/api/v1/pods", Map.of("Authorization", "")).code()).isEqualTo(403);
  }

  @Test
  void brokenBodiesChangeNothing() throws Exception {
    for (String body : new String[] {"", "{", "[]", "{\"kind\":\"Pod\"}", "{\"data\":[]}"}) {
      Answer answer = send(HttpMethod.POST, CONFIG_MAPS, Map.of(), body);
      assertThat(answer.code()).as(body).isEqualTo(400);
      assertThat(answer.json().path("kind").asText()).isEqualTo("Status");
    }
  }

  @Test
  void watchesGoOverWebSockets() throws Exception {
    BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    WebSocket socket =
        RunningApiServer.await(
            openWatch("&fieldSelector=metadata.name=seen")
                .onSuccess(
                    opened ->
                        opened.textMessageHandler(
                            event -> events.add(Json.parse(event.getBytes(UTF_8))))));
    send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted("unseen"));
    send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted("seen"));
    send(HttpMethod.DELETE, CONFIG_MAPS + "/seen", Map.of(), "");
    send(HttpMethod.DELETE, CONFIG_MAPS + "/unseen", Map.of(), "");
    for (String type : new String[] {"ADDED", "DELETED"}) {
      JsonNode event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event.path("type").asText()).isEqualTo(type);
      assertThat(event.at("/object/metadata/name").asText()).isEqualTo("seen");
    }
    assertThat(openWatches()).isEqualTo("1.0");
    RunningApiServer.await(socket.close());
    while (!openWatches().equals("0.0")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aWebSocketIsRefusedAsARequestIs() {
    assertThatThrownBy(() -> RunningApiServer.await(openWatch("&resourceVersion=999999999")))
        .isInstanceOf(UpgradeRejectedException.class)
        .hasMessageEndingWith("504");
  }

  private static Future<WebSocket> openWatch(String query) throws IOException {
    URI url = URI.create(server.url());
    return sockets.connect(
        new WebSocketConnectOptions()
            .setHost(url.getHost())
            .setPort(url.getPort())
            .setURI(CONFIG_MAPS + "?watch=true" + query)
            .putHeader("Authorization", "Bearer " + server.pki().token("admin")));
  }

  private static String openWatches() throws Exception {
    return get("/metrics", Map.of())
        .body()
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{resource=\"configmaps\"}"))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static Answer get(String path, Map<String, String> headers) throws Exception {
    return send(HttpMethod.GET, path, headers, "");
  }

  private static Answer send(
      HttpMethod method, String path, Map<String, String> headers, String body) throws Exception {
    URI url = URI.create(server.url());
    RequestOptions options =
        new RequestOptions()
            .setHost(url.getHost())
            .setPort(url.getPort())
            .setMethod(method)
            .setURI(path)
            .putHeader("Authorization", "Bearer " + server.pki().token("admin"));
    headers.forEach(options::putHeader);
    return RunningApiServer.await(
        client
            .request(options)
            .compose(request -> request.send(Buffer.buffer(body)).compose(HttpApiTest::answer)));
  }

  /**
   * Asked for on the response's own context: a body that comes before somebody wants it is dropped.
   */
  private static Future<Answer> answer(HttpClientResponse response) {
    return response
        .body()
        .map(bytes -> new Answer(response.statusCode(), response.headers(), bytes.toString()));
  }
}
