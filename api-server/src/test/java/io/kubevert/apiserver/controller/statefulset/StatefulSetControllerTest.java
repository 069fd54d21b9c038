package io.kubevert.apiserver.controller.statefulset;

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
class StatefulSetControllerTest {
  private static final ResourceType CLAIMS =
      new ResourceType("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);

  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, StatefulSetController::new);
    cluster.start();
  }

  private void statefulSet(int replicas, String image, String more) throws Exception {
    ObjectNode wanted =
        FakeCluster.yaml(
            """
            metadata: {namespace: default, name: web, uid: web-uid, generation: 2}
            spec:
              replicas: %d
              serviceName: web-svc
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: %s}]}
              %s
            """
                .formatted(replicas, image, more));
    cluster
        .api()
        .get(ResourceTypes.STATEFUL_SETS, new ObjectKey("default", "web"))
        .ifPresent(old -> wanted.set("status", old.path("status")));
    cluster.api().put(ResourceTypes.STATEFUL_SETS, wanted);
    cluster.settle();
  }

  private List<String> pods() {
    return cluster.api().list(ResourceTypes.PODS).stream()
        .map(
            pod ->
                pod.at("/metadata/name").asText()
                    + ":"
                    + pod.at("/spec/containers/0/image").asText())
        .toList();
  }

  private JsonNode status() {
    return cluster.get(ResourceTypes.STATEFUL_SETS, "default", "web").path("status");
  }

  private void ready(String name, boolean isReady) throws Exception {
    ObjectNode pod = cluster.get(ResourceTypes.PODS, "default", name);
    pod.putObject("status")
        .put("phase", "Running")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", isReady ? "True" : "False");
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();
  }

  private void allReady() throws Exception {
    for (int turn = 0; turn < 10; turn++) {
      for (ObjectNode pod : cluster.api().list(ResourceTypes.PODS)) {
        if (!pod.has("status")) {
          ready(pod.at("/metadata/name").asText(), true);
        }
      }
    }
  }

  @Test
  void podsComeOneAfterTheOther() throws Exception {
    statefulSet(3, "v1", "");
    assertThat(pods()).containsExactly("web-0:v1");
    ready("web-0", true);
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1");
    ready("web-0", false);
    ready("web-1", true);
    assertThat(pods()).as("web-0 is not ready").hasSize(2);
    ready("web-0", true);
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1", "web-2:v1");
  }

  @Test
  void eachPodKnowsWhoItIs() throws Exception {
    statefulSet(1, "v1", "ordinals: {start: 5}");

    ObjectNode pod = cluster.get(ResourceTypes.PODS, "default", "web-5");
    assertThat(pod.at("/spec/hostname").asText()).isEqualTo("web-5");
    assertThat(pod.at("/spec/subdomain").asText()).isEqualTo("web-svc");
    JsonNode labels = pod.at("/metadata/labels");
    assertThat(labels.path("app").asText()).isEqualTo("web");
    assertThat(labels.path("statefulset.kubernetes.io/pod-name").asText()).isEqualTo("web-5");
    assertThat(labels.path("apps.kubernetes.io/pod-index").asText()).isEqualTo("5");
    assertThat(labels.path("controller-revision-hash"))
        .isEqualTo(status().path("updateRevision"))
        .isEqualTo(status().path("currentRevision"));
    assertThat(pod.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("web-uid");
  }

  @Test
  void theLastOneGoesFirst() throws Exception {
    statefulSet(3, "v1", "");
    allReady();
    statefulSet(1, "v1", "");

    assertThat(pods()).containsExactly("web-0:v1");
    assertThat(
            cluster.api().requests().stream()
                .filter(request -> request.method().equals("DELETE"))
                .map(request -> request.path().substring(request.path().lastIndexOf('/') + 1)))
        .containsExactly("web-2", "web-1");
  }

  @Test
  void nothingIsTakenAwayWhileAPodBeforeItIsNotReady() throws Exception {
    statefulSet(3, "v1", "");
    allReady();
    ready("web-0", false);
    statefulSet(1, "v1", "");
    assertThat(pods()).hasSize(3);

    ready("web-0", true);
    assertThat(pods()).hasSize(1);
  }

  @Test
  void parallelPodsDoNotWait() throws Exception {
    statefulSet(3, "v1", "podManagementPolicy: Parallel");
    assertThat(pods()).hasSize(3);
    statefulSet(1, "v1", "podManagementPolicy: Parallel");
    assertThat(pods()).containsExactly("web-0:v1");
  }

  @Test
  void aPodComesBackUnderItsName() throws Exception {
    statefulSet(2, "v1", "");
    allReady();
    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "web-0"));
    cluster.settle();

    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1");
  }

  @Test
  void aPodThatStopsKeepsItsNameUntilItIsGone() throws Exception {
    statefulSet(1, "v1", "");
    ready("web-0", true);
    ObjectNode pod = cluster.get(ResourceTypes.PODS, "default", "web-0");
    pod.withObjectProperty("metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();
    assertThat(cluster.requests("POST", "/pods")).isEqualTo(1);

    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "web-0"));
    cluster.settle();
    assertThat(cluster.requests("POST", "/pods")).isEqualTo(2);
  }

  @Test
  void updatesFromTheLastToTheFirst() throws Exception {
    statefulSet(3, "v1", "");
    allReady();
    final String before = status().path("currentRevision").asText();
    statefulSet(3, "v2", "");
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1", "web-2:v2");
    assertThat(status().path("currentRevision").asText()).isEqualTo(before);
    assertThat(status().path("updateRevision").asText()).isNotEqualTo(before);
    assertThat(status().path("updatedReplicas").asInt()).isEqualTo(1);
    assertThat(status().path("currentReplicas").asInt()).isEqualTo(2);

    ready("web-2", true);
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v2", "web-2:v2");
    allReady();
    assertThat(pods()).containsExactly("web-0:v2", "web-1:v2", "web-2:v2");
    assertThat(status().path("currentRevision")).isEqualTo(status().path("updateRevision"));
    assertThat(status().path("currentReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("readyReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("availableReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("observedGeneration").asInt()).isEqualTo(2);
  }

  @Test
  void aPartitionKeepsTheFirstPodsAsTheyAre() throws Exception {
    String partition = "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}";
    statefulSet(3, "v1", partition);
    allReady();
    statefulSet(3, "v2", partition);
    allReady();
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1", "web-2:v2");

    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "web-0"));
    cluster.settle();
    assertThat(pods()).as("made anew from the former template").contains("web-0:v1");
  }

  @Test
  void onDeleteWaitsForSomebodyToDeleteThePod() throws Exception {
    statefulSet(2, "v1", "updateStrategy: {type: OnDelete}");
    allReady();
    statefulSet(2, "v2", "updateStrategy: {type: OnDelete}");
    assertThat(pods()).containsExactly("web-0:v1", "web-1:v1");

    cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "web-0"));
    cluster.settle();
    assertThat(pods()).containsExactly("web-0:v2", "web-1:v1");
  }

  @Test
  void makesAVolumeClaimForEachPodAndKeepsIt() throws Exception {
    String claims =
        "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]";
    statefulSet(2, "v1", claims);
    allReady();
    assertThat(cluster.names(CLAIMS)).containsExactly("data-web-0", "data-web-1");
    assertThat(
            cluster
                .get(ResourceTypes.PODS, "default", "web-1")
                .at("/spec/volumes/0/persistentVolumeClaim/claimName")
                .asText())
        .isEqualTo("data-web-1");

    statefulSet(1, "v1", claims);
    statefulSet(2, "v1", claims);
    assertThat(pods()).hasSize(2);
    assertThat(cluster.names(CLAIMS)).containsExactly("data-web-0", "data-web-1");
  }

  @Test
  void replacesAPodThatHasEnded() throws Exception {
    statefulSet(1, "v1", "");
    ObjectNode pod = cluster.get(ResourceTypes.PODS, "default", "web-0");
    pod.putObject("status").put("phase", "Failed");
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();

    assertThat(pods()).containsExactly("web-0:v1");
    assertThat(cluster.get(ResourceTypes.PODS, "default", "web-0").has("status")).isFalse();
  }

  @Test
  void isQuietWhenAllIsWell() throws Exception {
    statefulSet(2, "v1", "");
    allReady();
    int requests = cluster.api().requests().size();
    statefulSet(2, "v1", "");

    assertThat(cluster.api().requests()).hasSize(requests);
  }
}
