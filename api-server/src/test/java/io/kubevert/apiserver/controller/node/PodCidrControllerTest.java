package io.kubevert.apiserver.controller.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class PodCidrControllerTest {

  private static List<String> podCidrs(FakeCluster cluster) {
    return cluster.api().list(ResourceTypes.NODES).stream()
        .map(node -> node.at("/metadata/name").asText() + " " + node.at("/spec/podCIDR").asText())
        .toList();
  }

  @Test
  void everyNodeHasABlockOfItsOwnAndADeletedNodesBlockIsUsedAgain(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(
            vertx,
            context -> new PodCidrController(context, Ipv4Range.parse("10.233.64.0/22"), 24));
    cluster.put(ResourceTypes.NODES, "{metadata: {name: master}, spec: {podCIDR: 10.233.65.0/24}}");
    for (String name : List.of("worker1", "worker2", "worker3", "worker4")) {
      cluster.put(ResourceTypes.NODES, "{metadata: {name: " + name + "}}");
    }
    cluster.start().settle();

    List<String> assigned = podCidrs(cluster);
    assertThat(assigned).contains("master 10.233.65.0/24");
    assertThat(assigned.stream().map(line -> line.split(" ", 2)[1]))
        .containsExactlyInAnyOrder(
            "10.233.64.0/24", "10.233.65.0/24", "10.233.66.0/24", "10.233.67.0/24", "");
    assertThat(cluster.api().list(ResourceTypes.EVENTS))
        .extracting(event -> event.path("reason").asText())
        .contains("CIDRNotAvailable");

    cluster.api().delete(ResourceTypes.NODES, ObjectKey.ofName("master"));
    cluster.settle();
    assertThat(podCidrs(cluster).stream().map(line -> line.split(" ", 2)[1]))
        .containsExactlyInAnyOrder(
            "10.233.64.0/24", "10.233.65.0/24", "10.233.66.0/24", "10.233.67.0/24");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.233.64.0", "10.233.64.0/33", "300.1.1.0/8", "fd00::/8", ""})
  void whatIsNoNetworkIsSaidToBeNone(String text) {
    assertThatThrownBy(() -> Ipv4Range.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is not an IPv4 network");
  }
}
