package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.status.StatusPublishing;
import io.vertx.core.DeploymentOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see of the controllers in the objects, and on the status pages. */
@ExtendWith(RigExtension.class)
class StatusTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
  }

  private static void node(String name, String address, boolean ready) {
    ObjectNode node = Manifests.object(name);
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
        "{canary=\"\",controller_class=\"k8s.io/ingress-nginx\","
            + "controller_namespace=\"ingress-nginx\",controller_pod=\"ingress-nginx-node1\","
            + "host=\"counted.test\",ingress=\"counted\",method=\"GET\","
            + "namespace=\"default\",path=\"/x\",service=\"web\",status=\"200\"}";
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .contains("nginx_ingress_controller_requests" + labels + " 2.0")
                .contains("nginx_ingress_controller_request_duration_seconds_count" + labels)
                .contains("nginx_ingress_controller_config_last_reload_successful{"));
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

  @Test
  void publishesTheAddressesOfAServiceAndTakesThemAwayAtTheEnd() {
    ObjectNode service = Manifests.service("front");
    service
        .withObjectProperty("spec")
        .put("type", "LoadBalancer")
        .putArray("externalIPs")
        .add("192.0.2.9");
    ArrayNode balancers = service.putObject("status").putObject("loadBalancer").putArray("ingress");
    balancers.addObject().put("ip", "192.0.2.8");
    balancers.addObject().put("hostname", "lb.example");
    try (Rig own = new Rig(config -> config.with(publishing("front")))) {
      own.cluster.put(ResourceTypes.SERVICES, service);
      own.ingress("front", "front.test", Map.of(), Path.prefix("/", "web"));
      Rig.eventually(
          () ->
              assertThat(entries(own))
                  .hasToString(
                      "[{\"ip\":\"192.0.2.8\"},{\"ip\":\"192.0.2.9\"},{\"hostname\":\"lb.example\"}]"));
      own.stopController();
      assertThat(entries(own)).isEmpty();
    }
  }

  private static StatusPublishing publishing(String service) {
    return new StatusPublishing(
        true,
        true,
        List.of(),
        Optional.of(new ObjectKey("default", service)),
        new ObjectKey("kube-system", "front-leader"));
  }

  private static JsonNode entries(Rig own) {
    return own.cluster
        .get(ResourceTypes.INGRESSES, new ObjectKey("default", "front"))
        .orElseThrow()
        .path("status")
        .path("loadBalancer")
        .path("ingress");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "server-snippet",
        "configuration-snippet",
        "stream-snippet",
        "auth-snippet",
        "modsecurity-snippet"
      })
  void namesEverySnippet(String name) {
    rig.ingress("s-" + name, name + ".test", Map.of(name, "x"), Path.prefix("/", "web"));
    rig.eventFor("s-" + name, "SnippetRefused");
    assertThat(rig.page("/metrics")).contains("reason=\"SnippetRefused\",subject=\"" + name);
  }

  @ParameterizedTest(name = "{0} is answered with {2}")
  @CsvSource({
    "enable-modsecurity,     true,   FirewallRefused",
    "enable-owasp-core-rules, true,  FirewallRefused",
    "no-such-annotation,     x,      UnsupportedAnnotation",
    "backend-protocol,       FCGI,   UnsupportedBackend",
    "proxy-body-size,        much,   InvalidAnnotation",
    "auth-secret,            a/b,    SecretRefused",
    "custom-headers,         a/b,    ConfigMapRefused",
  })
  void namesWhatItDoesNotDo(String name, String value, String reason) {
    Map<String, String> annotations =
        name.equals("auth-secret")
            ? Map.of(name, value, "auth-type", "basic")
            : Map.of(name, value);
    rig.ingress("n-" + name, name + ".test", annotations, Path.prefix("/", "web"));
    rig.eventFor("n-" + name, reason);
    assertThat(rig.page("/metrics")).contains("reason=\"" + reason + "\",subject=\"" + name);
  }

  @Test
  void namesAResourceBackendAndAPathThatBelongsToAnother() {
    ObjectNode ingress =
        Manifests.ingress("resource", "resource.test", Map.of(), Path.prefix("/", "web"));
    ObjectNode path =
        (ObjectNode) ingress.path("spec").path("rules").path(0).path("http").path("paths").path(0);
    path.putObject("backend").putObject("resource").put("kind", "Bucket").put("name", "b");
    rig.put(ingress, "resource.test");
    rig.eventFor("resource", "UnsupportedBackend");
    assertThat(rig.get("resource.test", "/").status()).isEqualTo(503);
    rig.ingress("first", "taken.test", Map.of(), Path.prefix("/", "web"));
    ObjectNode late = Manifests.ingress("late", "taken.test", Map.of(), Path.prefix("/", "none"));
    late.withObjectProperty("metadata").put("creationTimestamp", "2026-01-02T00:00:00Z");
    rig.cluster.put(ResourceTypes.INGRESSES, late);
    rig.eventFor("late", "PathTaken");
    assertThat(rig.get("taken.test", "/").body()).isEqualTo("web-1");
  }
}
