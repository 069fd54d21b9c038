package io.kubevert.apiserver.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ReplicaSetControllerTest {
  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster =
        new FakeCluster(
            vertx,
            context -> {
              ReplicaSetController.replicaSets(context);
              ReplicaSetController.replicationControllers(context);
            });
  }

  private void replicaSet(int replicas) {
    cluster.put(
        ResourceTypes.REPLICA_SETS,
        """
        metadata: {namespace: default, name: web, uid: web-uid, generation: 3}
        spec:
          replicas: %d
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web, tier: front}, annotations: {note: hello}}
            spec: {containers: [{name: web, image: kubevert/web}]}
        """
            .formatted(replicas));
  }

  private List<ObjectNode> pods() {
    return cluster.api().list(ResourceTypes.PODS);
  }

  private JsonNode status() {
    return cluster.get(ResourceTypes.REPLICA_SETS, "default", "web").path("status");
  }

  private void makeReady(ObjectNode pod) {
    pod.putObject("status")
        .put("phase", "Running")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    cluster.api().put(ResourceTypes.PODS, pod);
  }

  @Test
  void makesAsManyPodsAsAskedForFromTheTemplate() throws Exception {
    replicaSet(4);
    cluster.start().settle();

    assertThat(pods()).hasSize(4);
    assertThat(cluster.requests("POST", "/pods")).isEqualTo(4);
    assertThat(pods())
        .allSatisfy(
            pod -> {
              assertThat(pod.at("/metadata/name").asText()).startsWith("web-");
              assertThat(pod.at("/metadata/labels/tier").asText()).isEqualTo("front");
              assertThat(pod.at("/metadata/annotations/note").asText()).isEqualTo("hello");
              assertThat(pod.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("web-uid");
              assertThat(pod.at("/metadata/ownerReferences/0/controller").asBoolean()).isTrue();
              assertThat(pod.at("/spec/containers/0/image").asText()).isEqualTo("kubevert/web");
            });
    assertThat(status().path("replicas").asInt()).isEqualTo(4);
    assertThat(status().path("readyReplicas").asInt()).isZero();
    assertThat(status().path("observedGeneration").asInt()).isEqualTo(3);
    assertThat(cluster.api().list(ResourceTypes.EVENTS))
        .hasSize(4)
        .allMatch(event -> event.path("reason").asText().equals("SuccessfulCreate"));
  }

  @Test
  void replacesAPodThatIsDeleted() throws Exception {
    replicaSet(2);
    cluster.start().settle();
    ObjectKey victim = ObjectKey.of(pods().getFirst());

    cluster.api().delete(ResourceTypes.PODS, victim);
    cluster.settle();

    assertThat(pods()).hasSize(2).noneMatch(pod -> ObjectKey.of(pod).equals(victim));
  }

  @Test
  void countsReadyPods() throws Exception {
    replicaSet(3);
    cluster.start().settle();
    pods().stream().limit(2).forEach(this::makeReady);
    cluster.settle();

    assertThat(status().path("readyReplicas").asInt()).isEqualTo(2);
    assertThat(status().path("availableReplicas").asInt()).isEqualTo(2);
    assertThat(status().path("fullyLabeledReplicas").asInt()).isEqualTo(3);
  }

  @Test
  void scalesDownPodsThatAreNotReadyFirst() throws Exception {
    replicaSet(3);
    cluster.start().settle();
    ObjectNode ready = pods().get(1);
    makeReady(ready);
    cluster.settle();

    replicaSet(1);
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.PODS))
        .containsExactly(ready.at("/metadata/name").asText());
  }

  @Test
  void adoptsAnOrphanAndReleasesAPodWhoseLabelWasTakenOff() throws Exception {
    cluster.put(
        ResourceTypes.PODS,
        """
        metadata: {namespace: default, name: orphan, labels: {app: web}}
        """);
    replicaSet(2);
    cluster.start().settle();
    assertThat(cluster.names(ResourceTypes.PODS)).hasSize(2).contains("orphan");

    ObjectNode orphan = cluster.get(ResourceTypes.PODS, "default", "orphan");
    assertThat(orphan.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("web-uid");
    orphan.withObjectProperty("metadata").putObject("labels").put("app", "mine");
    cluster.api().put(ResourceTypes.PODS, orphan);
    cluster.settle();

    assertThat(pods()).hasSize(3);
    assertThat(
            cluster
                .get(ResourceTypes.PODS, "default", "orphan")
                .path("metadata")
                .path("ownerReferences"))
        .isEmpty();
  }

  @Test
  void leavesPodsOfOthersAlone() throws Exception {
    cluster.put(
        ResourceTypes.PODS,
        """
        metadata:
          namespace: default
          name: taken
          labels: {app: web}
          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: x, uid: x, controller: true}]
        """);
    replicaSet(1);
    cluster.start().settle();

    assertThat(pods()).hasSize(2);
  }

  @Test
  void aReplicationControllerKeepsItsPodsTheSameWay() throws Exception {
    ResourceType type =
        new ResourceType("", "v1", "ReplicationController", "replicationcontrollers", true);
    cluster.put(
        type,
        """
        metadata: {namespace: default, name: old, uid: old-uid}
        spec:
          replicas: 2
          selector: {app: old}
          template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c, image: i}]}}
        """);
    cluster.start().settle();

    assertThat(pods())
        .hasSize(2)
        .allSatisfy(
            pod ->
                assertThat(pod.at("/metadata/ownerReferences/0/kind").asText())
                    .isEqualTo("ReplicationController"));
    assertThat(cluster.get(type, "default", "old").at("/status/replicas").asInt()).isEqualTo(2);
  }

  @Test
  void isQuietWhenAllIsWell() throws Exception {
    replicaSet(3);
    cluster.start().settle();
    int requests = cluster.api().requests().size();

    replicaSet(3);
    cluster.settle();

    assertThat(cluster.requests("POST", "/pods")).isEqualTo(3);
    assertThat(cluster.api().requests().size() - requests).isLessThanOrEqualTo(1);
  }
}
