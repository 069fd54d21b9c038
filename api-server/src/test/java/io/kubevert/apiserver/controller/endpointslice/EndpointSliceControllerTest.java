package io.kubevert.apiserver.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class EndpointSliceControllerTest {
  static final String SERVICE =
      """
      metadata: {namespace: default, name: web, uid: service, labels: {team: blue}}
      spec:
        clusterIP: 10.233.0.50
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
      """;

  static String pod(String name, String ip, int port, boolean ready, String more) {
    return """
        metadata: {namespace: default, name: %s, uid: uid-%s, labels: {app: web}%s}
        spec:
          nodeName: worker1
          containers: [{name: c, ports: [{name: http, containerPort: %d}]}]
        status:
          phase: Running
          podIPs: [{ip: %s}]
          conditions: [{type: Ready, status: "%s"}]
        """
        .formatted(name, name, more, port, ip, ready ? "True" : "False");
  }

  private static FakeCluster cluster(Vertx vertx) throws Exception {
    return new FakeCluster(
        vertx,
        context -> {
          new EndpointSliceController(context);
          new EndpointSliceMirroringController(context);
        });
  }

  /** Each endpoint as address:port with its conditions: r(eady), s(erving), t(erminating). */
  private static List<String> endpoints(FakeCluster cluster) {
    List<String> endpoints = new ArrayList<>();
    for (ObjectNode slice : cluster.api().list(ResourceTypes.ENDPOINT_SLICES)) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        JsonNode conditions = endpoint.path("conditions");
        endpoints.add(
            endpoint.path("addresses").path(0).asText()
                + ":"
                + slice.path("ports").path(0).path("port").asText("-")
                + " "
                + (conditions.path("ready").asBoolean() ? "r" : "")
                + (conditions.path("serving").asBoolean() ? "s" : "")
                + (conditions.path("terminating").asBoolean() ? "t" : ""));
      }
    }
    return endpoints.stream().map(String::strip).sorted().toList();
  }

  @Test
  void namedPortsAreResolvedInEachPod(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE);
    cluster.put(ResourceTypes.PODS, pod("a", "10.233.64.2", 8080, true, ""));
    cluster.put(ResourceTypes.PODS, pod("b", "10.233.64.3", 9090, true, ""));
    cluster.start().settle();

    assertThat(endpoints(cluster)).containsExactly("10.233.64.2:8080 rs", "10.233.64.3:9090 rs");
    assertThat(cluster.api().list(ResourceTypes.ENDPOINT_SLICES)).hasSize(2);
  }

  @Test
  void aSliceSaysWhoseItIs(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(
        ResourceTypes.NODES,
        """
        metadata: {name: worker1, labels: {topology.kubernetes.io/zone: west}}
        """);
    cluster.put(ResourceTypes.SERVICES, SERVICE.replace("10.233.0.50", "None"));
    cluster.put(
        ResourceTypes.PODS,
        pod("a", "10.233.64.2", 8080, true, "")
            .replace(
                "  nodeName: worker1", "  nodeName: worker1\n  hostname: a-0\n  subdomain: web"));
    cluster.start().settle();

    ObjectNode slice = cluster.api().list(ResourceTypes.ENDPOINT_SLICES).getFirst();
    JsonNode labels = slice.path("metadata").path("labels");
    assertThat(labels.path("kubernetes.io/service-name").asText()).isEqualTo("web");
    assertThat(labels.path("endpointslice.kubernetes.io/managed-by").asText())
        .isEqualTo("endpointslice-controller.k8s.io");
    assertThat(labels.has("service.kubernetes.io/headless")).isTrue();
    assertThat(labels.path("team").asText()).isEqualTo("blue");
    assertThat(slice.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("service");
    assertThat(slice.at("/endpoints/0/nodeName").asText()).isEqualTo("worker1");
    assertThat(slice.at("/endpoints/0/zone").asText()).isEqualTo("west");
    assertThat(slice.at("/endpoints/0/hostname").asText()).isEqualTo("a-0");
    assertThat(slice.at("/endpoints/0/targetRef/name").asText()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ready,     false, false, Running,   10.233.64.2:8080 rs
          not ready, true,  false, Running,   10.233.64.2:8080
          going,     false, true,  Running,   10.233.64.2:8080 st
          finished,  false, false, Succeeded,
          """)
  void conditionsFollowThePod(
      String what, boolean unready, boolean deleting, String phase, String expected, Vertx vertx)
      throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE);
    String more = deleting ? ", deletionTimestamp: \"2026-01-01T00:00:00Z\"" : "";
    cluster.put(
        ResourceTypes.PODS,
        pod("a", "10.233.64.2", 8080, !unready, more).replace("Running", phase));
    cluster.start().settle();

    assertThat(endpoints(cluster))
        .as(what)
        .isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trafficDistribution: PreferClose    | west | true  | {forZones: [{name: west}]}
          trafficDistribution: PreferSameZone | west | true  | {forZones: [{name: west}]}
          trafficDistribution: PreferSameNode | west | true  | {forZones: [{name: west}], forNodes: [{name: worker1}]}
          trafficDistribution: PreferSameNode |      | true  | {forNodes: [{name: worker1}]}
          trafficDistribution: PreferSameZone |      | true  |
          trafficDistribution: PreferSameZone | west | false |
                                              | west | true  |
          """)
  void hintsSayWhomAnEndpointIsMeantFor(
      String field, String zone, boolean ready, String hints, Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(
        ResourceTypes.NODES,
        "metadata: {name: worker1, labels: {%s}}"
            .formatted(zone == null ? "" : "topology.kubernetes.io/zone: " + zone));
    cluster.put(ResourceTypes.SERVICES, SERVICE + (field == null ? "" : "  " + field + "\n"));
    cluster.put(ResourceTypes.PODS, pod("a", "10.233.64.2", 8080, ready, ""));
    cluster.start().settle();

    JsonNode endpoint =
        cluster.api().list(ResourceTypes.ENDPOINT_SLICES).getFirst().at("/endpoints/0");
    assertThat(endpoint.path("hints"))
        .isEqualTo(hints == null ? endpoint.path("hints/none") : FakeCluster.yaml(hints));
    assertThat(cluster.requests("PATCH", "/endpointslices")).isZero();
  }

  @Test
  void publishesPodsThatAreNotReadyWhenAsked(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE + "  publishNotReadyAddresses: true\n");
    cluster.put(ResourceTypes.PODS, pod("a", "10.233.64.2", 8080, false, ""));
    cluster.start().settle();

    assertThat(endpoints(cluster)).containsExactly("10.233.64.2:8080 rs");
  }

  @Test
  void aPodThatComesAndGoesIsOneWriteEach(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE);
    for (int number = 2; number < 152; number++) {
      cluster.put(ResourceTypes.PODS, pod("p" + number, "10.233.64." + number, 8080, true, ""));
    }
    cluster.start().settle();
    assertThat(cluster.api().list(ResourceTypes.ENDPOINT_SLICES))
        .extracting(slice -> slice.path("endpoints").size())
        .containsExactlyInAnyOrder(100, 50);

    long before = cluster.requests("PATCH", "/endpointslices/");
    cluster.put(ResourceTypes.PODS, pod("p7", "10.233.64.7", 8080, false, ""));
    cluster.settle();
    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "p8"));
    cluster.settle();

    assertThat(cluster.requests("PATCH", "/endpointslices/") - before).isEqualTo(2);
    assertThat(endpoints(cluster)).hasSize(149).contains("10.233.64.7:8080");
  }

  @Test
  void aServiceThatIsGoneLeavesNoSlice(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE);
    cluster.start().settle();
    assertThat(cluster.api().list(ResourceTypes.ENDPOINT_SLICES)).hasSize(1);

    cluster.api().delete(ResourceTypes.SERVICES, new ObjectKey("default", "web"));
    cluster.settle();

    assertThat(cluster.api().list(ResourceTypes.ENDPOINT_SLICES)).isEmpty();
  }

  @Test
  void bothFamiliesOfADualStackServiceHaveSlices(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE + "  ipFamilies: [IPv4, IPv6]\n");
    cluster.put(
        ResourceTypes.PODS,
        pod("a", "10.233.64.2", 8080, true, "")
            .replace("{ip: 10.233.64.2}", "{ip: 10.233.64.2}, {ip: \"fd00::2\"}"));
    cluster.start().settle();

    assertThat(cluster.api().list(ResourceTypes.ENDPOINT_SLICES))
        .extracting(
            slice -> slice.path("addressType").asText(),
            slice -> slice.at("/endpoints/0/addresses/0").asText())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("IPv4", "10.233.64.2"),
            org.assertj.core.groups.Tuple.tuple("IPv6", "fd00::2"));
  }

  @Test
  void handMadeEndpointsAreMirroredAndNeverTouched(Vertx vertx) throws Exception {
    FakeCluster cluster = cluster(vertx);
    cluster.put(ResourceTypes.SERVICES, SERVICE.replace("  selector: {app: web}\n", ""));
    ObjectNode handMade =
        cluster.put(
            ResourceTypes.ENDPOINTS,
            """
            metadata: {namespace: default, name: web}
            subsets:
            - addresses: [{ip: 192.0.2.7}]
              ports: [{name: http, port: 8443, protocol: TCP}]
            """);
    cluster.start().settle();

    assertThat(endpoints(cluster)).containsExactly("192.0.2.7:8443 rs");
    assertThat(cluster.get(ResourceTypes.ENDPOINTS, "default", "web")).isEqualTo(handMade);

    cluster.put(
        ResourceTypes.ENDPOINTS,
        """
        metadata:
          namespace: default
          name: web
          labels: {endpointslice.kubernetes.io/skip-mirror: "true"}
        subsets: [{addresses: [{ip: 192.0.2.7}]}]
        """);
    cluster.settle();
    assertThat(endpoints(cluster)).isEmpty();
  }
}
