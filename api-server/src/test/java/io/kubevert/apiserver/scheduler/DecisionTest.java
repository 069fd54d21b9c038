package io.kubevert.apiserver.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.scheduler.snapshot.ClusterState;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingNode;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTest {
  private static final String READY = "status: {conditions: [{type: Ready, status: \"True\"}], ";
  private static final String NODES =
      """
      - metadata: {name: master}
        spec: {taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]}
        %1$s allocatable: {cpu: "2", memory: 2Gi, pods: "10"}}
      - metadata: {name: worker1, labels: {zone: a, disk: ssd}}
        %1$s allocatable: {cpu: "2", memory: 2Gi, pods: "10"}}
      - metadata: {name: worker2, labels: {zone: b}}
        %1$s allocatable: {cpu: "2", memory: 2Gi, pods: "10"}}
      """
          .formatted(READY);

  /** What there is, what comes, and where it goes or what is said of it. */
  private static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("the first by name of equal nodes", "[]", "{}", "worker1"),
        Arguments.of(
            "not where the owner has a pod already",
            "[{on: worker1, owner: web}]",
            "{owner: web}",
            "worker2"),
        Arguments.of(
            "where more is free",
            "[{on: worker1, cpu: 900m}, {on: worker2, cpu: 100m}]",
            "{cpu: 100m}",
            "worker2"),
        Arguments.of(
            "the master with a toleration and a selector",
            "[]",
            "{spec: {tolerations: [{operator: Exists}], affinity: {nodeAffinity:"
                + " {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                + " [{matchFields: [{key: metadata.name, operator: In, values: [master]}]}]}}}}}",
            "master"),
        Arguments.of("by node selector", "[]", "{spec: {nodeSelector: {zone: b}}}", "worker2"),
        Arguments.of(
            "no node has the label",
            "[]",
            "{spec: {nodeSelector: {zone: c}}}",
            "0/3 nodes are available: 1 node(s) had untolerated taint"
                + " {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node"
                + " affinity/selector."),
        Arguments.of(
            "too much cpu",
            "[{on: worker1, cpu: 1500m}]",
            "{cpu: 1800m, spec: {nodeSelector: {zone: a}, tolerations: [{operator: Exists}]}}",
            "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node"
                + " affinity/selector."),
        Arguments.of(
            "host ports taken everywhere",
            "[{on: worker1, hostPort: 8080}, {on: worker2, hostPort: 8080}]",
            "{hostPort: 8080}",
            "0/3 nodes are available: 1 node(s) had untolerated taint"
                + " {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't have free ports for"
                + " the requested pod ports."),
        Arguments.of(
            "a host port free on one",
            "[{on: worker1, hostPort: 8080}]",
            "{hostPort: 8080}",
            "worker2"),
        Arguments.of(
            "apart from its like",
            "[{on: worker1, app: web, cpu: 1m, memory: 1}, {on: worker2, app: db}]",
            "{app: web, spec: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnored"
                + "DuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]"
                + "}}}}",
            "worker2"),
        Arguments.of(
            "near another",
            "[{on: worker2, app: db, cpu: 1900m}]",
            "{app: web, spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnored"
                + "DuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: db}}}]"
                + "}}}}",
            "worker2"),
        Arguments.of(
            "near what is nowhere",
            "[]",
            "{app: web, spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnored"
                + "DuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: db}}}]"
                + "}}}}",
            "0/3 nodes are available: 1 node(s) had untolerated taint"
                + " {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match pod affinity"
                + " rules."),
        Arguments.of(
            "spread over zones",
            "[{on: worker2, app: web, cpu: 1m, memory: 1}, {on: worker1, app: db, cpu: 1900m}]",
            "{app: web, spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone,"
                + " whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]}}",
            "worker1"),
        Arguments.of(
            "rather where the disk is fast",
            "[{on: worker1, cpu: 500m}]",
            "{spec: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution:"
                + " [{weight: 10, preference: {matchExpressions: [{key: disk, operator: Exists}]}}]"
                + "}}}}",
            "worker1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void goes(String why, String there, String comes, String expected) {
    ClusterState state = new ClusterState();
    list(NODES).forEach(node -> state.node(SchedulingNode.of(node)));
    list(there).forEach(pod -> state.pod(pod(pod)));

    String decided =
        switch (Decision.of(pod(FakeCluster.yaml(comes)), state.snapshot())) {
          case Decision.Node(String name) -> name;
          case Decision.Nowhere(String message) -> message;
        };

    assertThat(decided).isEqualTo(expected);
  }

  @Test
  void aNodeThatIsCordonedOrNotReadyIsLeftOut() {
    ClusterState state = new ClusterState();
    list("[{metadata: {name: a}, spec: {unschedulable: true}, "
            + READY
            + "}},"
            + " {metadata: {name: b}}]")
        .forEach(node -> state.node(SchedulingNode.of(node)));

    assertThat(Decision.of(pod(FakeCluster.yaml("{}")), state.snapshot()))
        .isEqualTo(
            new Decision.Nowhere(
                "0/2 nodes are available: 1 node(s) had untolerated taint"
                    + " {node.kubernetes.io/not-ready: }, 1 node(s) were unschedulable."));
  }

  @Test
  void aPodThatIsOnItsWayTakesItsRoom() {
    ClusterState state = new ClusterState();
    list(NODES).forEach(node -> state.node(SchedulingNode.of(node)));
    SchedulingPod big = pod(FakeCluster.yaml("{cpu: 1500m}"));

    String[] decided = new String[2];
    for (int i = 0; i < decided.length; i++) {
      if (Decision.of(big, state.snapshot()) instanceof Decision.Node(String name)) {
        decided[i] = name;
        state.assume(pod(FakeCluster.yaml("{name: big-" + i + ", cpu: 1500m}")), name);
      }
    }

    assertThat(Arrays.asList(decided)).containsExactly("worker1", "worker2");
    assertThat(Decision.of(big, state.snapshot())).isInstanceOf(Decision.Nowhere.class);
  }

  private static Iterable<JsonNode> list(String yaml) {
    return FakeCluster.yaml("items:\n" + yaml.strip().replaceAll("(?m)^", "  ")).path("items");
  }

  private static SchedulingPod pod(JsonNode traits) {
    var pod =
        FakeCluster.yaml(
            """
            metadata: {namespace: default, name: %s, labels: {app: "%s"}, ownerReferences: []}
            spec:
              containers:
              - resources: {requests: {cpu: "%s", memory: "%s"}}
                ports: [{containerPort: 80, hostPort: %d}]
            """
                .formatted(
                    traits.path("name").asText("pod-" + System.identityHashCode(traits)),
                    traits.path("app").asText(),
                    traits.path("cpu").asText("0"),
                    traits.path("memory").asText("0"),
                    traits.path("hostPort").asInt()));
    if (traits.has("owner")) {
      pod.withObjectProperty("metadata")
          .withArrayProperty("ownerReferences")
          .addObject()
          .put("uid", traits.get("owner").asText())
          .put("controller", true);
    }
    traits
        .path("spec")
        .properties()
        .forEach(f -> pod.withObjectProperty("spec").set(f.getKey(), f.getValue()));
    if (traits.has("on")) {
      pod.withObjectProperty("spec").set("nodeName", traits.get("on"));
    }
    return SchedulingPod.of(pod);
  }
}
