package io.kubevert.apiserver.controller.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class NodeLifecycleControllerTest {
  private static final Duration GRACE = Duration.ofMillis(150);
  private static final String READY =
      "status: {phase: Running, conditions: [{type: Ready, status: \"True\"}]}";

  private static JsonNode ready(FakeCluster cluster, ResourceType type, String ns, String name) {
    return Fields.condition(cluster.get(type, ns, name).at("/status/conditions"), "Ready");
  }

  private static List<String> taints(FakeCluster cluster) {
    List<String> taints = new ArrayList<>();
    cluster
        .get(ResourceTypes.NODES, "", "worker1")
        .at("/spec/taints")
        .forEach(t -> taints.add(t.path("key").asText() + ":" + t.path("effect").asText()));
    return taints;
  }

  @Test
  void aSilentNodeIsUnknownAndItsPodsAreNotReadyUntilItIsHeardAgain(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(vertx, context -> new NodeLifecycleController(context, GRACE));
    cluster.put(
        ResourceTypes.NODES,
        "{metadata: {name: worker1}, spec: {taints: [{key: mine, effect: NoSchedule}]}, "
            + READY
            + "}");
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: a}, spec: {nodeName: worker1}, " + READY + "}");
    cluster.start();

    cluster.await("taints", () -> taints(cluster).size() == 3);
    assertThat(taints(cluster))
        .containsExactly(
            "mine:NoSchedule",
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute");
    JsonNode condition = ready(cluster, ResourceTypes.NODES, "", "worker1");
    assertThat(condition.path("status").asText()).isEqualTo("Unknown");
    assertThat(condition.path("reason").asText()).isEqualTo("NodeStatusUnknown");
    assertThat(condition.path("message").asText())
        .isEqualTo("Kubelet stopped posting node status.");
    cluster.await(
        "pod not ready",
        () ->
            ready(cluster, ResourceTypes.PODS, "default", "a")
                .path("status")
                .asText()
                .equals("False"));

    vertx.setPeriodic(GRACE.toMillis() / 5, again -> beat(cluster));
    cluster.await("no taints", () -> taints(cluster).equals(List.of("mine:NoSchedule")));
    cluster.await(
        "pod ready",
        () ->
            ready(cluster, ResourceTypes.PODS, "default", "a")
                .path("status")
                .asText()
                .equals("True"));
  }

  private static void beat(FakeCluster cluster) {
    cluster.put(
        ResourceTypes.LEASES,
        "{metadata: {namespace: kube-node-lease, name: worker1}, spec: {renewTime: \"now\"}}");
  }

  @Test
  void aSilentComponentsPodIsNotReady(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(vertx, context -> new MirrorPodController(context, GRACE));
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: kube-system, name: coredns, annotations:"
            + " {kubernetes.io/config.mirror: x}}, spec: {nodeName: master}, "
            + READY
            + "}");
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: a}, spec: {nodeName: worker1}, " + READY + "}");
    cluster.start();

    cluster.await(
        "mirror pod not ready",
        () ->
            ready(cluster, ResourceTypes.PODS, "kube-system", "coredns")
                .path("status")
                .asText()
                .equals("False"));
    assertThat(ready(cluster, ResourceTypes.PODS, "default", "a").path("status").asText())
        .isEqualTo("True");
  }

  @Test
  void aCordonedNodeIsTainted(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(
            vertx, context -> new NodeLifecycleController(context, Duration.ofMinutes(1)));
    cluster.put(
        ResourceTypes.NODES,
        "{metadata: {name: worker1}, spec: {unschedulable: true}, " + READY + "}");
    cluster.start().settle();

    assertThat(taints(cluster)).containsExactly("node.kubernetes.io/unschedulable:NoSchedule");
  }

  @Test
  void podsLeaveANodeTheyDoNotTolerate(Vertx vertx) throws Exception {
    FakeCluster cluster = new FakeCluster(vertx, PodEvictionController::new);
    cluster.put(
        ResourceTypes.NODES,
        "{metadata: {name: worker1}, spec: {taints: [{key: k, effect: NoExecute}]}}");
    pod(cluster, "intolerant", "[]");
    pod(cluster, "tolerant", "[{key: k, operator: Exists}]");
    pod(cluster, "soon", "[{key: k, operator: Exists, tolerationSeconds: 0}]");
    cluster.start();

    cluster.await(
        "only the tolerant", () -> cluster.names(ResourceTypes.PODS).equals(List.of("tolerant")));
  }

  private static void pod(FakeCluster cluster, String name, String tolerations) {
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: "
            + name
            + "}, spec: {nodeName: worker1, tolerations: "
            + tolerations
            + "}}");
  }

  @Test
  void podsOfADeletedNodeAreRemoved(Vertx vertx) throws Exception {
    FakeCluster cluster = new FakeCluster(vertx, PodEvictionController::new);
    ObjectNode node = cluster.put(ResourceTypes.NODES, "{metadata: {name: worker1}}");
    pod(cluster, "a", "[]");
    cluster.put(ResourceTypes.NODES, "{metadata: {name: worker1}, spec: {taints: []}}");
    cluster.start().settle();

    node.withObjectProperty("spec").putArray("taints").addObject().put("key", "x");
    cluster.api().delete(ResourceTypes.NODES, ObjectKey.ofName("worker1"));
    cluster.await("no pods", () -> cluster.names(ResourceTypes.PODS).isEmpty());
  }
}
