package io.kubevert.apiserver.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class DaemonSetControllerTest {
  private static final String CONTROL_PLANE =
      "{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}";

  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, DaemonSetController::new);
    node("master", "", CONTROL_PLANE);
    node("worker1", "disk: ssd", "");
    node("worker2", "", "");
    cluster.start();
  }

  private void node(String name, String labels, String taints) {
    cluster.put(
        ResourceTypes.NODES,
        "metadata: {name: %s, labels: {%s}}\nspec: {taints: [%s]}".formatted(name, labels, taints));
  }

  private void daemonSet(String image, String podSpec, String strategy) throws Exception {
    ObjectNode wanted =
        FakeCluster.yaml(
            """
            metadata: {namespace: default, name: agent, uid: agent-uid, generation: 1}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec: {containers: [{name: agent, image: %s}], %s}
              updateStrategy: {%s}
            """
                .formatted(image, podSpec, strategy));
    cluster
        .api()
        .get(ResourceTypes.DAEMON_SETS, new ObjectKey("default", "agent"))
        .ifPresent(old -> wanted.set("status", old.path("status")));
    cluster.api().put(ResourceTypes.DAEMON_SETS, wanted);
    cluster.settle();
  }

  private JsonNode status() {
    return cluster.get(ResourceTypes.DAEMON_SETS, "default", "agent").path("status");
  }

  private List<ObjectNode> pods() {
    return cluster.api().list(ResourceTypes.PODS);
  }

  private static String nodeOf(JsonNode pod) {
    return pod.at(
            "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                + "/nodeSelectorTerms/0/matchFields/0/values/0")
        .asText();
  }

  private List<String> places() {
    return pods().stream()
        .map(pod -> nodeOf(pod) + ":" + pod.at("/spec/containers/0/image").asText())
        .sorted()
        .toList();
  }

  private int makeReady(int most) throws Exception {
    List<ObjectNode> waiting =
        pods().stream().filter(pod -> !pod.has("status")).limit(most).toList();
    for (ObjectNode pod : waiting) {
      pod.withObjectProperty("spec").put("nodeName", nodeOf(pod));
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          taints keep pods away       |                                            | worker1,worker2
          a toleration brings them in | tolerations: [{operator: Exists}]          | master,worker1,worker2
          a node selector             | nodeSelector: {disk: ssd}                  | worker1
          """)
  void onePodOnEachNodeThatIsMeant(String why, String podSpec, String nodes) throws Exception {
    daemonSet("v1", podSpec == null ? "" : podSpec, "");

    assertThat(pods().stream().map(DaemonSetControllerTest::nodeOf).sorted())
        .as(why)
        .containsExactly(nodes.split(","));
    assertThat(status().path("desiredNumberScheduled").asInt()).isEqualTo(nodes.split(",").length);
  }

  @Test
  void podsStayOnANodeThatIsNotReadyOrCordoned() throws Exception {
    daemonSet("v1", "", "");

    assertThat(pods().getFirst().at("/spec/tolerations"))
        .extracting(toleration -> toleration.path("key").asText())
        .contains(
            "node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable",
            "node.kubernetes.io/unschedulable",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/pid-pressure");
  }

  @Test
  void followsNodesAsTheyComeAndChange() throws Exception {
    daemonSet("v1", "", "");
    node("worker3", "", "");
    cluster.settle();
    assertThat(places()).containsExactly("worker1:v1", "worker2:v1", "worker3:v1");

    node("worker3", "", "{key: closed, effect: NoSchedule}");
    cluster.settle();
    assertThat(places()).hasSize(3);
    assertThat(status().path("numberMisscheduled").asInt()).isEqualTo(1);

    node("worker3", "", "{key: closed, effect: NoExecute}");
    cluster.settle();
    assertThat(places()).containsExactly("worker1:v1", "worker2:v1");
  }

  @Test
  void countsNodes() throws Exception {
    daemonSet("v1", "", "");
    makeReady(1);

    assertThat(status().path("desiredNumberScheduled").asInt()).isEqualTo(2);
    assertThat(status().path("currentNumberScheduled").asInt()).isEqualTo(2);
    assertThat(status().path("updatedNumberScheduled").asInt()).isEqualTo(2);
    assertThat(status().path("numberReady").asInt()).isEqualTo(1);
    assertThat(status().path("numberAvailable").asInt()).isEqualTo(1);
    assertThat(status().path("numberUnavailable").asInt()).isEqualTo(1);
    assertThat(status().path("observedGeneration").asInt()).isEqualTo(1);
  }

  @Test
  void replacesOneNodeAfterTheOther() throws Exception {
    daemonSet("v1", "", "");
    makeReady(2);
    daemonSet("v2", "", "");
    assertThat(places()).containsExactly("worker1:v2", "worker2:v1");

    makeReady(1);
    assertThat(places()).containsExactly("worker1:v2", "worker2:v2");
    makeReady(1);
    assertThat(status().path("updatedNumberScheduled").asInt()).isEqualTo(2);
    assertThat(status().path("numberAvailable").asInt()).isEqualTo(2);
    assertThat(cluster.api().list(ResourceTypes.CONTROLLER_REVISIONS))
        .extracting(revision -> revision.path("revision").asInt())
        .containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aSurgeStartsTheNewPodBeforeTheOldOneGoes() throws Exception {
    String surge = "rollingUpdate: {maxSurge: 1, maxUnavailable: 0}";
    daemonSet("v1", "", surge);
    makeReady(2);
    daemonSet("v2", "", surge);
    assertThat(places()).containsExactly("worker1:v1", "worker1:v2", "worker2:v1");

    makeReady(1);
    assertThat(places()).containsExactly("worker1:v2", "worker2:v1", "worker2:v2");
    makeReady(1);
    assertThat(places()).containsExactly("worker1:v2", "worker2:v2");
  }

  @Test
  void onDeleteWaitsForSomebodyToDeleteThePod() throws Exception {
    daemonSet("v1", "", "type: OnDelete");
    makeReady(2);
    daemonSet("v2", "", "type: OnDelete");
    assertThat(places()).containsExactly("worker1:v1", "worker2:v1");

    cluster.api().delete(ResourceTypes.PODS, ObjectKey.of(pods().getFirst()));
    cluster.settle();
    assertThat(places()).filteredOn(place -> place.endsWith("v2")).hasSize(1);
  }

  @Test
  void goingBackGivesTheOldRevisionANewNumber() throws Exception {
    daemonSet("v1", "", "");
    daemonSet("v2", "", "");
    daemonSet("v1", "", "");

    assertThat(cluster.api().list(ResourceTypes.CONTROLLER_REVISIONS))
        .extracting(
            revision ->
                revision.path("revision").asInt()
                    + ":"
                    + revision.at("/data/spec/template/spec/containers/0/image").asText())
        .containsExactlyInAnyOrder("2:v2", "3:v1");
  }

  @Test
  void replacesAPodThatHasFailed() throws Exception {
    daemonSet("v1", "nodeSelector: {disk: ssd}", "");
    ObjectNode pod = pods().getFirst();
    pod.putObject("status").put("phase", "Failed");
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();

    assertThat(pods()).hasSize(1).noneMatch(other -> other.has("status"));
  }

  @Test
  void mirrorPodsAreAdoptedAndCountedButNeverMadeOrDeleted() throws Exception {
    for (String name : List.of("master", "worker1")) {
      cluster.put(
          ResourceTypes.PODS,
          """
          metadata:
            namespace: kube-system
            name: cache-%1$s
            labels: {app: cache}
            annotations: {kubernetes.io/config.mirror: cache-%1$s}
          spec: {nodeName: %1$s}
          status: {conditions: [{type: Ready, status: "True"}]}
          """
              .formatted(name));
    }
    cluster.put(
        ResourceTypes.DAEMON_SETS,
        """
        metadata:
          namespace: kube-system
          name: cache
          uid: cache-uid
          annotations: {kubevert.io/mirror-pods: "true"}
        spec:
          selector: {matchLabels: {app: cache}}
          template: {metadata: {labels: {app: cache}}, spec: {tolerations: [{operator: Exists}]}}
        """);
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("cache-master", "cache-worker1");
    assertThat(pods())
        .allMatch(pod -> pod.at("/metadata/ownerReferences/0/uid").asText().equals("cache-uid"));
    JsonNode status = cluster.get(ResourceTypes.DAEMON_SETS, "kube-system", "cache").path("status");
    assertThat(status.path("desiredNumberScheduled").asInt()).isEqualTo(3);
    assertThat(status.path("numberReady").asInt()).isEqualTo(2);
    assertThat(status.path("updatedNumberScheduled").asInt()).isEqualTo(2);
  }
}
