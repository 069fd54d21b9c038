package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Rig.Path;
import io.vertx.core.DeploymentOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users see of the controllers in the objects, and on the status pages. */
class StatusTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig();
    rig.service("web", 1);
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  private static void node(String name, String address, boolean ready) {
    ObjectNode node = Rig.object(name);
    node.withObjectProperty("metadata").remove("namespace");
    ObjectNode status = node.putObject("status");
    ArrayNode addresses = status.putArray("addresses");
    addresses.addObject().put("type", "Hostname").put("address", name);
    addresses.addObject().put("type", "InternalIP").put("address", address);
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready ? "True" : "False");
    rig.cluster.put(ResourceTypes.NODES, node);
  }

  private static List<String> addresses(String ingress) {
    ObjectNode object =
        rig.cluster.get(ResourceTypes.INGRESSES, new ObjectKey("default", ingress)).orElseThrow();
    return object.path("status").path("loadBalancer").path("ingress").findValuesAsText("ip");
  }

  @Test
  void publishesTheAddressesOfAllReadyNodesByOneWriterOnly() {
    IngressController other =
        new IngressController(
            IngressConfig.forNode("node2").listeningOn("127.0.0.1", 0, 0, 0), rig.cluster);
    Rig.await(rig.vertx.deployVerticle(other, new DeploymentOptions()));
    node("node1", "192.0.2.1", true);
    node("node2", "192.0.2.2", true);
    node("node3", "192.0.2.3", false);
    rig.ingress("status", "status.test", Map.of(), Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(addresses("status")).containsExactly("192.0.2.1", "192.0.2.2"));
    node("node3", "192.0.2.3", true);
    Rig.eventually(() -> assertThat(addresses("status")).hasSize(3));
    long writes =
        rig.cluster.requests().stream()
            .filter(request -> request.path().endsWith("/status/status"))
            .map(ApiRequest::method)
            .count();
    assertThat(writes).isEqualTo(2);
    Rig.await(rig.vertx.undeploy(other.deploymentID()));
  }

  @Test
  void refusesSnippetsWithAnEventAndAMetric() {
    rig.ingress(
        "snippet",
        "snippet.test",
        Map.of("configuration-snippet", "return 200;"),
        Path.prefix("/", "web"));
    Rig.eventually(
        () ->
            assertThat(rig.cluster.list(ResourceTypes.EVENTS))
                .anyMatch(
                    event ->
                        event.path("reason").asText().equals("SnippetRefused")
                            && event.path("message").asText().contains("configuration-snippet")));
    assertThat(rig.page("/metrics"))
        .contains("reason=\"SnippetRefused\",subject=\"configuration-snippet\"");
    assertThat(rig.get("snippet.test", "/").body()).isEqualTo("web-1");
  }

  @Test
  void countsRequestsUnderTheNamesOfIngressNginx() {
    rig.ingress("counted", "counted.test", Map.of(), Path.prefix("/x", "web"));
    rig.get("counted.test", "/x");
    rig.get("counted.test", "/x/y");
    String labels =
        "{canary=\"\",host=\"counted.test\",ingress=\"counted\",method=\"GET\","
            + "namespace=\"default\",path=\"/x\",service=\"web\",status=\"200\"}";
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .contains("nginx_ingress_controller_requests" + labels + " 2.0")
                .contains("nginx_ingress_controller_request_duration_seconds_count" + labels)
                .contains("nginx_ingress_controller_config_last_reload_successful 1.0"));
  }

  @Test
  void showsItsHealthAndWhatIsInForce() {
    rig.ingress("shown", "shown.test", Map.of(), Path.prefix("/x", "web"));
    assertThat(rig.page("/healthz")).isEqualTo("ok\n");
    assertThat(rig.page("/readyz")).contains("[+]listeners ok");
    assertThat(rig.page("/debug/routes"))
        .contains("\"shown.test\":[{\"path\":\"/x\",\"match\":\"PREFIX\"")
        .contains("\"ingress\":\"default/shown\",\"backend\":\"default-web-80\"");
  }
}
