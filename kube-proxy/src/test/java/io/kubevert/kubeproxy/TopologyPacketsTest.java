package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hints keep traffic near, if they can be kept; they follow the node's labels. */
class TopologyPacketsTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    RandomServices.PODS.forEach(pod -> node.host(pod).serveSctp(8080));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Who answers the client, the same over each protocol. */
  private static Set<String> answerers(String ip) {
    List<Set<String>> byProtocol =
        Arrays.stream(Transport.values())
            .map(it -> Probes.of(40, () -> it.probe(node.host("client"), ip, 80)).answerers())
            .distinct()
            .toList();
    assertThat(byProtocol).as("each protocol's").hasSize(1);
    return byProtocol.getFirst();
  }

  /** A Service with port 80 of each protocol. */
  private static ServiceObject service(String name, String ip) {
    ServiceObject service = ServiceObject.named(name, ip);
    for (Transport transport : Transport.values()) {
      service.port("", transport.name(), 80, 0);
    }
    return service;
  }

  @ParameterizedTest
  @EnumSource
  void zonesAreKeptWhileEveryEndpointHasAHintAndOneIsForHere(Stack stack) throws Exception {
    String ip = stack.clusterIp(50);
    node.putNode("zone-a");
    node.put(service("zones", ip));
    node.put(
        stack
            .slice("zones")
            .ready(stack.pod1(), NODE)
            .hints("zone-a", "")
            .ready(stack.remote(), OTHER_NODE)
            .hints("zone-b", ""));
    node.settle();
    assertThat(answerers(ip)).containsExactly("pod1");

    node.putNode("zone-b");
    node.settle();
    assertThat(answerers(ip)).as("the node's label changed").containsExactly("remote");

    node.putNode("zone-c");
    node.settle();
    assertThat(answerers(ip)).as("no hint is for this zone").containsExactly("pod1", "remote");

    node.putNode("");
    node.settle();
    assertThat(answerers(ip)).as("the node has no zone").containsExactly("pod1", "remote");

    node.putNode("zone-a");
    node.put(
        stack
            .slice("zones")
            .ready(stack.pod1(), NODE)
            .hints("zone-a", "")
            .ready(stack.remote(), OTHER_NODE));
    node.settle();
    assertThat(answerers(ip)).as("one lacks a hint").containsExactly("pod1", "remote");
  }

  @ParameterizedTest
  @EnumSource
  void nodesAreKeptBeforeZones(Stack stack) throws Exception {
    String ip = stack.clusterIp(51);
    node.putNode("zone-a");
    node.put(service("nodes", ip));
    node.put(
        stack
            .slice("nodes")
            .ready(stack.pod1(), NODE)
            .hints("zone-a", NODE)
            .ready(stack.pod2(), OTHER_NODE)
            .hints("zone-a", OTHER_NODE)
            .ready(stack.remote(), OTHER_NODE)
            .hints("zone-b", OTHER_NODE));
    node.settle();
    assertThat(answerers(ip)).containsExactly("pod1");

    node.put(
        stack
            .slice("nodes")
            .ready(stack.pod2(), OTHER_NODE)
            .hints("zone-a", OTHER_NODE)
            .ready(stack.remote(), OTHER_NODE)
            .hints("zone-b", OTHER_NODE));
    node.settle();
    assertThat(answerers(ip)).as("none is for this node, one for its zone").containsExactly("pod2");
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyLocalKnowsNoHints(Stack stack) throws Exception {
    String ip = stack.clusterIp(52);
    node.putNode("zone-a");
    node.put(service("hinted-local", ip).internalPolicy("Local"));
    node.put(
        stack
            .slice("hinted-local")
            .ready(stack.pod1(), NODE)
            .hints("zone-b", "")
            .ready(stack.remote(), OTHER_NODE)
            .hints("zone-a", ""));
    node.settle();
    assertThat(answerers(ip)).containsExactly("pod1");
  }
}
