package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
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
  private static HttpCalls calls;

  @BeforeAll
  static void start() throws Exception {
    calls = new HttpCalls(server);
    for (String name : new String[] {"blue", "green", "red"}) {
      assertThat(calls.send(HttpMethod.POST, CONFIG_MAPS, Map.of(), COLOUR.formatted(name)).code())
          .isEqualTo(201);
    }
  }

  @Test
  void discoveryComesInBothForms() throws Exception {
    HttpCalls.Answer aggregated = calls.get("/apis", Map.of("Accept", AGGREGATED));
    assertThat(aggregated.headers().get("Content-Type")).isEqualTo(AGGREGATED);
    assertThat(aggregated.json().path("kind").asText()).isEqualTo("APIGroupDiscoveryList");
    String tag = aggregated.headers().get("ETag");
    assertThat(calls.get("/apis", Map.of("Accept", AGGREGATED, "If-None-Match", tag)).code())
        .isEqualTo(304);
    JsonNode groups = calls.get("/apis").json();
    assertThat(groups.path("kind").asText()).isEqualTo("APIGroupList");
    assertThat(groups.path("groups").findValuesAsText("name"))
        .contains("apps", "networking.k8s.io", "authorization.k8s.io", "events.k8s.io")
        .last()
        .isEqualTo("extensions");
    assertThat(calls.get("/apis/networking.k8s.io").json().at("/preferredVersion/version"))
        .hasToString("\"v1\"");
    assertThat(calls.get("/api/v1").json().path("resources").findValuesAsText("name"))
        .contains("pods", "pods/exec", "services", "namespaces/finalize", "nodes/proxy");
    assertThat(calls.get("/apis/nothing.example").code()).isEqualTo(404);
  }

  @Test
  void answersInTheFormatThatIsWanted() throws Exception {
    HttpCalls.Answer yaml = calls.get(CONFIG_MAPS + "/blue", Map.of("Accept", "application/yaml"));
    assertThat(yaml.headers().get("Content-Type")).isEqualTo("application/yaml");
    assertThat(yaml.body()).contains("kind: \"ConfigMap\"");
    JsonNode table =
        calls
            .get(CONFIG_MAPS, Map.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"))
            .json();
    assertThat(table.path("kind").asText()).isEqualTo("Table");
    assertThat(table.path("columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Data", "Age");
    assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(calls.get(CONFIG_MAPS, Map.of("Accept", "text/html")).code()).isEqualTo(406);
  }

  @Test
  void listsComeInPages() throws Exception {
    JsonNode first = calls.get(CONFIG_MAPS + "?limit=2").json();
    assertThat(first.path("items")).hasSize(2);
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    String token = first.at("/metadata/continue").asText();
    JsonNode second = calls.get(CONFIG_MAPS + "?limit=2&continue=" + token).json();
    assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("red");
    assertThat(second.path("metadata").has("continue")).isFalse();
    assertThat(calls.get(CONFIG_MAPS + "?continue=nonsense").code()).isEqualTo(400);
  }

  @Test
  void theFutureIsNotThereYet() throws Exception {
    HttpCalls.Answer list = calls.get(CONFIG_MAPS + "?resourceVersion=999999999", Map.of());
    assertThat(list.code()).isEqualTo(504);
    assertThat(list.body()).contains("Too large resource version");
    assertThat(calls.get(CONFIG_MAPS + "?watch=1&resourceVersion=999999999").code()).isEqualTo(504);
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    assertThat(calls.get("/api/v1/pods", Map.of("Authorization", "Bearer wrong")).code())
        .isEqualTo(401);
    assertThat(calls.get("/api/v1/pods", Map.of("Authorization", "")).code()).isEqualTo(403);
  }

  @Test
  void brokenBodiesChangeNothing() throws Exception {
    for (String body : new String[] {"", "{", "[]", "{\"kind\":\"Pod\"}", "{\"data\":[]}"}) {
      HttpCalls.Answer answer = calls.send(HttpMethod.POST, CONFIG_MAPS, Map.of(), body);
      assertThat(answer.code()).as(body).isEqualTo(400);
      assertThat(answer.json().path("kind").asText()).isEqualTo("Status");
    }
  }

  @Test
  void requestsAreTraced() throws Exception {
    String own = "0f3c-audit";
    assertThat(calls.get("/version", Map.of("Audit-ID", own)).headers().get("Audit-ID"))
        .isEqualTo(own);
    assertThat(calls.get("/nothing").headers().get("Audit-ID"))
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }
}
