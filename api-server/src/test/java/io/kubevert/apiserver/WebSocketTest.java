package io.kubevert.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watches over WebSockets, and who may open them. */
class WebSocketTest {
  private static final String COLOUR = "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\"}}";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String TOKEN = "base64url.bearer.authorization.k8s.io.";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static HttpCalls calls;
  private static WebSocketClient sockets;

  @BeforeAll
  static void start() {
    calls = new HttpCalls(server);
    sockets =
        server
            .bus()
            .createWebSocketClient(
                new WebSocketClientOptions()
                    .setSsl(true)
                    .setTrustOptions(HttpCalls.authority(server)));
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
    calls.send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted("unseen"));
    calls.send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted("seen"));
    calls.send(HttpMethod.DELETE, CONFIG_MAPS + "/seen", Map.of(), "");
    calls.send(HttpMethod.DELETE, CONFIG_MAPS + "/unseen", Map.of(), "");
    for (String type : new String[] {"ADDED", "DELETED"}) {
      JsonNode event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event.path("type").asText()).isEqualTo(type);
      assertThat(event.at("/object/metadata/name").asText()).isEqualTo("seen");
    }
    awaitOpenWatches("1.0");
    RunningApiServer.await(socket.close());
    awaitOpenWatches("0.0");
  }

  @Test
  void aWebSocketIsRefusedAsARequestIs() {
    assertThatThrownBy(() -> RunningApiServer.await(openWatch("&resourceVersion=999999999")))
        .isInstanceOf(UpgradeRejectedException.class)
        .hasMessageEndingWith("504");
  }

  /** As a page in a browser does, which can send no header of its own. */
  @Test
  void aTokenMayComeAmongTheProtocols() throws Exception {
    String token = server.pki().token("admin");
    WebSocket socket = RunningApiServer.await(open("chat.example", TOKEN + encoded(token)));
    assertThat(socket.subProtocol()).isEqualTo("chat.example");
    RunningApiServer.await(socket.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat, WRONG", "GOOD", "chat, GOOD, GOOD", "chat, !", "chat, BYTES"})
  void aTokenAmongTheProtocolsIsCheckedAsOneInTheHeader(String protocols) throws Exception {
    String written =
        protocols
            .replace("WRONG", TOKEN + encoded("wrong"))
            .replace("GOOD", TOKEN + encoded(server.pki().token("admin")))
            .replace("!", TOKEN + "!")
            .replace("BYTES", TOKEN + "_w");
    assertThatThrownBy(() -> RunningApiServer.await(open(written.split(", "))))
        .isInstanceOf(UpgradeRejectedException.class)
        .hasMessageEndingWith("401");
  }

  private static Future<WebSocket> open(String... protocols) {
    return sockets.connect(options("").setSubProtocols(List.of(protocols)));
  }

  private static String encoded(String token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(UTF_8));
  }

  private static Future<WebSocket> openWatch(String query) throws IOException {
    return sockets.connect(
        options(query).putHeader("Authorization", "Bearer " + server.pki().token("admin")));
  }

  private static WebSocketConnectOptions options(String query) {
    URI url = URI.create(server.url());
    return new WebSocketConnectOptions()
        .setHost(url.getHost())
        .setPort(url.getPort())
        .setURI(CONFIG_MAPS + "?watch=true" + query);
  }

  /** Those of other tests may end a moment later than these. */
  private static void awaitOpenWatches(String expected) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!openWatches().equals(expected) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(openWatches()).isEqualTo(expected);
  }

  private static String openWatches() throws Exception {
    return calls
        .get("/metrics", Map.of())
        .body()
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{resource=\"configmaps\"}"))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }
}
