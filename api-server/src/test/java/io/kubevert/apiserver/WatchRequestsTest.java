package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a watch tells, from where it begins. Each watch is asked for a second, and read whole. */
class WatchRequestsTest {
  private static final String MAPS = "/api/v1/namespaces/%s/configmaps";
  private static final String SECOND = "?watch=1&timeoutSeconds=1";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static HttpCalls calls;
  private static long beforeChanges;

  /** In namespace past: a made, b made, a changed to another label, b deleted. */
  @BeforeAll
  static void fill() throws Exception {
    calls = new HttpCalls(server);
    calls.post("/api/v1/namespaces", "{metadata: {name: past}}");
    String maps = MAPS.formatted("past");
    JsonNode first = calls.post(maps, "{metadata: {name: a, labels: {tier: front}}}").json();
    beforeChanges = first.at("/metadata/resourceVersion").asLong();
    calls.post(maps, "{metadata: {name: b, labels: {tier: back}}}");
    calls.patch(maps + "/a", "merge-patch+json", "{\"metadata\":{\"labels\":{\"tier\":\"back\"}}}");
    calls.delete(maps + "/b", "");
  }

  @Test
  void withoutARevisionItBeginsWithWhatIsThere() throws Exception {
    assertThat(told("past", "")).containsExactly("ADDED a");
    assertThat(told("past", "&resourceVersion=0")).containsExactly("ADDED a");
  }

  @Test
  void fromARevisionItTellsWhatCameAfter() throws Exception {
    assertThat(told("past", after())).containsExactly("ADDED b", "MODIFIED a", "DELETED b");
  }

  @Test
  void whatIsSelectedComesAndGoes() throws Exception {
    assertThat(told("past", after() + "&labelSelector=tier=front")).containsExactly("DELETED a");
    assertThat(told("past", after() + "&labelSelector=tier=back"))
        .containsExactly("ADDED b", "ADDED a", "DELETED b");
    assertThat(told("past", after() + "&fieldSelector=metadata.name=b"))
        .containsExactly("ADDED b", "DELETED b");
  }

  @Test
  void oneObjectIsWatchedByItsPath() throws Exception {
    String path = MAPS.formatted("past") + "/a" + SECOND + after();
    assertThat(lines(path, Map.of())).containsExactly("MODIFIED a");
  }

  /** Clients that list by watching know by a bookmark when they have everything. */
  @Test
  void initialEventsEndWithABookmark() throws Exception {
    String streaming =
        "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    assertThat(told("past", streaming)).containsExactly("ADDED a", "BOOKMARK initial-events-end");
    String no = "&sendInitialEvents=false&resourceVersionMatch=NotOlderThan";
    assertThat(told("past", no)).isEmpty();
  }

  @Test
  void tablesAndPartialObjectsAreWatched() throws Exception {
    for (String form : List.of("Table", "PartialObjectMetadata")) {
      Map<String, String> accept =
          Map.of("Accept", "application/json;as=" + form + ";v=v1;g=meta.k8s.io");
      String body = calls.send(HttpMethod.GET, MAPS.formatted("past") + SECOND, accept, "").body();
      assertThat(body).contains("\"kind\":\"" + form + "\"").doesNotContain("ConfigMap\"");
    }
  }

  private static String after() {
    return "&resourceVersion=" + beforeChanges;
  }

  private static List<String> told(String namespace, String query) throws Exception {
    return lines(MAPS.formatted(namespace) + SECOND + query, Map.of());
  }

  private static List<String> lines(String path, Map<String, String> headers) throws Exception {
    HttpCalls.Answer answer = calls.get(path, headers);
    assertThat(answer.code()).as(answer.body()).isEqualTo(200);
    List<String> lines = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      JsonNode event = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      JsonNode metadata = event.at("/object/metadata");
      boolean end = metadata.path("annotations").has("k8s.io/initial-events-end");
      String what = end ? "initial-events-end" : metadata.path("name").asText();
      // The namespace has a ConfigMap of the cluster's own, sooner or later.
      if (!what.equals("kube-root-ca.crt")) {
        lines.add(event.path("type").asText() + " " + what);
      }
    }
    return lines;
  }
}
