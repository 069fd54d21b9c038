package io.kubevert.apiserver.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.controller.replicaset.ReplicaSetController;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DeploymentControllerTest {
  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster =
        new FakeCluster(
            vertx,
            context -> {
              ReplicaSetController.replicaSets(context);
              new DeploymentController(context);
            });
    cluster.start();
  }

  private void deploy(int replicas, String image, String more) throws Exception {
    ObjectNode wanted =
        FakeCluster.yaml(
            """
            metadata: {namespace: default, name: web, uid: web-uid, generation: 1}
            spec:
              replicas: %d
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "%s"}]}
              %s
            """
                .formatted(replicas, image, more));
    cluster
        .api()
        .get(ResourceTypes.DEPLOYMENTS, new io.kubevert.client.resource.ObjectKey("default", "web"))
        .ifPresent(
            old -> {
              wanted.set("status", old.path("status"));
              wanted
                  .withObjectProperty("metadata")
                  .set("annotations", old.path("metadata").path("annotations"));
            });
    cluster.api().put(ResourceTypes.DEPLOYMENTS, wanted);
    cluster.settle();
  }

  private ObjectNode deployment() {
    return cluster.get(ResourceTypes.DEPLOYMENTS, "default", "web");
  }

  /** Each set as image:replicas, the older revision first. */
  private List<String> sets() {
    return cluster.api().list(ResourceTypes.REPLICA_SETS).stream()
        .sorted(java.util.Comparator.comparingInt(DeploymentControllerTest::revision))
        .map(set -> image(set.at("/spec/template")) + ":" + set.at("/spec/replicas").asInt())
        .toList();
  }

  private static int revision(JsonNode set) {
    return set.path("metadata")
        .path("annotations")
        .path("deployment.kubernetes.io/revision")
        .asInt();
  }

  private static String image(JsonNode template) {
    return template.at("/spec/containers/0/image").asText();
  }

  /** Makes pods that are not ready yet ready, at most so many. */
  private int makeReady(int most) throws Exception {
    List<ObjectNode> waiting =
        cluster.api().list(ResourceTypes.PODS).stream()
            .filter(pod -> !pod.has("status"))
            .limit(most)
            .toList();
    for (ObjectNode pod : waiting) {
      pod.putObject("status")
          .put("phase", "Running")
          .putArray("conditions")
          .addObject()
          .put("type", "Ready")
          .put("status", "True");
      cluster.api().put(ResourceTypes.PODS, pod);
    }
    cluster.settle();
    return waiting.size();
  }

  private JsonNode condition(String type) {
    return Fields.condition(deployment().at("/status/conditions"), type);
  }

  @Test
  void rollsOutWithinItsBoundsAndComesToAnEnd() throws Exception {
    deploy(4, "v1", "");
    assertThat(sets()).containsExactly("v1:4");
    makeReady(4);
    assertThat(condition("Available").path("status").asText()).isEqualTo("True");
    assertThat(condition("Progressing").path("reason").asText())
        .isEqualTo("NewReplicaSetAvailable");

    deploy(4, "v2", "");
    assertThat(sets()).containsExactly("v1:3", "v2:2");
    while (makeReady(1) > 0) {
      int pods = cluster.names(ResourceTypes.PODS).size();
      long ready =
          cluster.api().list(ResourceTypes.PODS).stream().filter(pod -> pod.has("status")).count();
      assertThat(pods).isLessThanOrEqualTo(5);
      assertThat(ready).isGreaterThanOrEqualTo(3);
    }

    assertThat(sets()).containsExactly("v1:0", "v2:4");
    JsonNode status = deployment().path("status");
    assertThat(status.path("updatedReplicas").asInt()).isEqualTo(4);
    assertThat(status.path("availableReplicas").asInt()).isEqualTo(4);
    assertThat(status.path("replicas").asInt()).isEqualTo(4);
    assertThat(revision(deployment())).isEqualTo(2);
    assertThat(condition("Progressing").path("message").asText())
        .endsWith("has successfully progressed.");
  }

  @Test
  void anUndoIsTheOldSetWithANewRevision() throws Exception {
    deploy(1, "v1", "");
    makeReady(1);
    deploy(1, "v2", "");
    makeReady(1);
    deploy(1, "v1", "");
    makeReady(1);

    assertThat(sets()).containsExactly("v2:0", "v1:1");
    assertThat(revision(deployment())).isEqualTo(3);
  }

  @Test
  void recreateWaitsForTheLastOldPod() throws Exception {
    deploy(2, "v1", "strategy: {type: Recreate}");
    makeReady(2);
    deploy(2, "v2", "strategy: {type: Recreate}");

    assertThat(sets()).containsExactly("v1:0", "v2:2");
    assertThat(cluster.names(ResourceTypes.PODS)).hasSize(2);
  }

  @Test
  void aPausedDeploymentScalesButDoesNotRollOut() throws Exception {
    deploy(2, "v1", "");
    makeReady(2);
    deploy(3, "v2", "paused: true");

    assertThat(sets()).containsExactly("v1:3");
    assertThat(condition("Progressing").path("reason").asText()).isEqualTo("DeploymentPaused");
  }

  @Test
  void scalingInTheMiddleOfARolloutGrowsBothSets() throws Exception {
    deploy(4, "v1", "");
    makeReady(4);
    deploy(4, "v2", "");
    deploy(8, "v2", "");

    assertThat(sets()).containsExactly("v1:6", "v2:4");
  }

  @Test
  void keepsOnlyAsMuchHistoryAsAskedFor() throws Exception {
    for (String image : List.of("v1", "v2", "v3", "v4")) {
      deploy(1, image, "revisionHistoryLimit: 1");
      makeReady(1);
    }

    assertThat(sets()).containsExactly("v3:0", "v4:1");
  }

  @Test
  void mirrorPodsAreAdoptedAndCountedButNeverMadeOrDeleted() throws Exception {
    cluster.put(
        ResourceTypes.PODS,
        """
        metadata:
          namespace: kube-system
          name: dns-master
          labels: {app: dns}
          annotations: {kubernetes.io/config.mirror: dns-master}
        status: {conditions: [{type: Ready, status: "True"}]}
        """);
    cluster.put(
        ResourceTypes.DEPLOYMENTS,
        """
        metadata:
          namespace: kube-system
          name: dns
          annotations: {kubevert.io/mirror-pods: "true"}
        spec:
          replicas: 2
          selector: {matchLabels: {app: dns}}
          template: {metadata: {labels: {app: dns}}}
        """);
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("dns-master");
    ObjectNode set = cluster.api().list(ResourceTypes.REPLICA_SETS).getFirst();
    assertThat(
            cluster
                .get(ResourceTypes.PODS, "kube-system", "dns-master")
                .at("/metadata/ownerReferences/0/name"))
        .isEqualTo(set.at("/metadata/name"));
    JsonNode status = cluster.get(ResourceTypes.DEPLOYMENTS, "kube-system", "dns").path("status");
    assertThat(status.path("readyReplicas").asInt()).isEqualTo(1);
    assertThat(status.path("unavailableReplicas").asInt()).isEqualTo(1);
  }
}
