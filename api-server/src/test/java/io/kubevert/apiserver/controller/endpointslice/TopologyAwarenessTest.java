package io.kubevert.apiserver.controller.endpointslice;

import static io.kubevert.apiserver.controller.endpointslice.EndpointSliceControllerTest.SERVICE;
import static io.kubevert.apiserver.controller.endpointslice.EndpointSliceControllerTest.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that ask for topology-aware routing, by hints and by events. */
@ExtendWith(VertxExtension.class)
class TopologyAwarenessTest {

  @Test
  void aTopologyAwareServiceIsHintedWhileItsZonesHaveEnough(Vertx vertx) throws Exception {
    FakeCluster cluster = new FakeCluster(vertx, EndpointSliceController::new);
    String node =
        """
        metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s}}
        status: {allocatable: {cpu: "%s"}, conditions: [{type: Ready, status: "True"}]}
        """;
    cluster.put(ResourceTypes.NODES, node.formatted("worker1", "west", "4"));
    cluster.put(ResourceTypes.NODES, node.formatted("worker2", "east", "4"));
    cluster.put(
        ResourceTypes.SERVICES,
        SERVICE.replace(
                "uid: service,",
                "uid: service, annotations: {service.kubernetes.io/topology-mode: Auto},")
            + "  trafficDistribution: PreferClose\n");
    cluster.put(ResourceTypes.PODS, pod("a", "10.233.64.2", 8080, true, ""));
    cluster.start().settle();
    assertThat(zones(cluster)).containsExactly("10.233.64.2 ");
    assertThat(events(cluster))
        .containsExactly(
            "TopologyAwareHintsDisabled: Insufficient number of endpoints (1 endpoints, 2 zones),"
                + " addressType: IPv4");

    cluster.put(ResourceTypes.PODS, pod("b", "10.233.64.3", 8080, true, ""));
    cluster.settle();
    assertThat(zones(cluster)).containsExactly("10.233.64.2 west", "10.233.64.3 east");
    assertThat(events(cluster))
        .last()
        .isEqualTo(
            "TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4");

    cluster.put(ResourceTypes.NODES, node.formatted("worker2", "east", "0"));
    cluster.settle();
    assertThat(zones(cluster)).containsExactly("10.233.64.2 ", "10.233.64.3 ");
    assertThat(events(cluster))
        .last(STRING)
        .startsWith("TopologyAwareHintsDisabled: Insufficient Node information");
  }

  /** Each endpoint's address with the zone that it is meant for. */
  private static List<String> zones(FakeCluster cluster) {
    List<String> zones = new ArrayList<>();
    for (ObjectNode slice : cluster.api().list(ResourceTypes.ENDPOINT_SLICES)) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        zones.add(
            endpoint.at("/addresses/0").asText()
                + " "
                + endpoint.at("/hints/forZones/0/name").asText());
      }
    }
    return zones.stream().sorted().toList();
  }

  private static List<String> events(FakeCluster cluster) {
    return cluster.api().list(ResourceTypes.EVENTS).stream()
        .map(event -> event.path("reason").asText() + ": " + event.path("message").asText())
        .toList();
  }

  @Test
  void whatAPortIsSpokenToInIsPassedOn(Vertx vertx) throws Exception {
    FakeCluster cluster = new FakeCluster(vertx, EndpointSliceController::new);
    cluster.put(
        ResourceTypes.SERVICES,
        SERVICE.replace("protocol: TCP", "protocol: TCP, appProtocol: kubernetes.io/h2c"));
    cluster.put(ResourceTypes.PODS, pod("a", "10.233.64.2", 8080, true, ""));
    cluster.start().settle();

    ObjectNode slice = cluster.api().list(ResourceTypes.ENDPOINT_SLICES).getFirst();
    assertThat(slice.at("/ports/0/appProtocol").asText()).isEqualTo("kubernetes.io/h2c");
  }
}
