package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
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
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Set<String> answerers(String ip) {
    return Probes.of(40, () -> node.host("client").tcp(ip, 80)).answerers();
  }

  @ParameterizedTest
  @EnumSource
  void zonesAreKeptWhileEveryEndpointHasAHintAndOneIsForHere(Stack stack) throws Exception {
    String ip = stack.clusterIp(50);
    node.putNode("zone-a");
    node.put(ServiceObject.named("zones", ip).tcp(80));
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
    node.put(ServiceObject.named("nodes", ip).tcp(80));
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
    node.put(ServiceObject.named("hinted-local", ip).tcp(80).internalPolicy("Local"));
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
