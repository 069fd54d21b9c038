package io.kubevert.apiserver.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SchedulerTest {
  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, context -> {});
    node("worker1", "\"4\"");
    vertx.deployVerticle(new Scheduler(cluster.api())).await(30, TimeUnit.SECONDS);
  }

  private void node(String name, String cpu) {
    cluster.put(
        ResourceTypes.NODES,
        """
        metadata: {name: %s}
        status:
          conditions: [{type: Ready, status: "True"}]
          allocatable: {cpu: %s, memory: 4Gi}
        """
            .formatted(name, cpu));
  }

  private void pod(String name, String spec) {
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: " + name + "}, spec: " + spec + "}");
  }

  private String nodeOf(String pod) {
    return cluster.get(ResourceTypes.PODS, "default", pod).at("/spec/nodeName").asText();
  }

  private Set<String> reasons() {
    Set<String> reasons = new HashSet<>();
    cluster
        .api()
        .list(ResourceTypes.EVENTS)
        .forEach(event -> reasons.add(event.path("reason").asText()));
    return reasons;
  }

  @Test
  void bindsAPodAndSaysSo() throws Exception {
    pod("web", "{containers: [{}]}");

    cluster.await("a node", () -> nodeOf("web").equals("worker1"));
    cluster.await("an event", () -> reasons().contains("Scheduled"));
    assertThat(cluster.api().list(ResourceTypes.EVENTS).getFirst().path("message").asText())
        .isEqualTo("Successfully assigned default/web to worker1");
  }

  @Test
  void leavesPodsOfAnotherSchedulerAlone() throws Exception {
    pod("other", "{schedulerName: mine, containers: [{}]}");
    pod("gated", "{schedulingGates: [{name: wait}], containers: [{}]}");
    pod("web", "{containers: [{}]}");

    cluster.await("a node", () -> nodeOf("web").equals("worker1"));
    assertThat(nodeOf("other")).isEmpty();
    assertThat(nodeOf("gated")).isEmpty();
  }

  @Test
  void explainsWhyAPodFitsNowhereAndTriesAgainWhenANodeComes() throws Exception {
    pod("big", "{containers: [{resources: {requests: {cpu: \"6\"}}}]}");
    cluster.await(
        "a condition",
        () ->
            !cluster.get(ResourceTypes.PODS, "default", "big").at("/status/conditions").isEmpty());

    ObjectNode big = cluster.get(ResourceTypes.PODS, "default", "big");
    assertThat(big.at("/status/conditions/0/type").asText()).isEqualTo("PodScheduled");
    assertThat(big.at("/status/conditions/0/status").asText()).isEqualTo("False");
    assertThat(big.at("/status/conditions/0/reason").asText()).isEqualTo("Unschedulable");
    assertThat(big.at("/status/conditions/0/message").asText())
        .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    cluster.await("an event", () -> reasons().contains("FailedScheduling"));

    node("worker2", "\"8\"");
    cluster.await("a node", () -> nodeOf("big").equals("worker2"));
  }

  @Test
  void triesAgainWhenAPodMakesRoom() throws Exception {
    pod("first", "{containers: [{resources: {requests: {cpu: \"3\"}}}]}");
    cluster.await("a node", () -> nodeOf("first").equals("worker1"));
    pod("second", "{containers: [{resources: {requests: {cpu: \"3\"}}}]}");
    cluster.await("no node", () -> reasons().contains("FailedScheduling"));

    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "first"));

    cluster.await("a node", () -> nodeOf("second").equals("worker1"));
  }
}
