package io.kubevert.apiserver.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.controller.view.Pod;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletionOrderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          without a node | {}                         | {nodeName: a}
          pending        | {nodeName: a, phase: Pending} | {nodeName: a}
          not ready      | {nodeName: a}              | {nodeName: a, ready: 10}
          cheaper        | {nodeName: a, ready: 10, cost: -5} | {nodeName: a, ready: 10}
          ready later    | {nodeName: a, ready: 20}   | {nodeName: a, ready: 10}
          restarted      | {nodeName: a, ready: 10, restarts: 2} | {nodeName: a, ready: 10}
          newer          | {nodeName: a, ready: 10, created: 30} | {nodeName: a, ready: 10}
          """)
  void theFirstGoesFirst(String why, String first, String second) {
    Pod goes = pod("z", first);
    Pod stays = pod("a", second);

    assertThat(DeletionOrder.of(List.of(stays, goes))).as(why).containsExactly(goes, stays);
  }

  private static Pod pod(String name, String traits) {
    var given = FakeCluster.yaml(traits);
    var pod =
        FakeCluster.yaml(
            """
            metadata:
              namespace: default
              name: %s
              creationTimestamp: "2026-01-01T00:00:%02dZ"
              annotations: {controller.kubernetes.io/pod-deletion-cost: "%d"}
            spec: {}
            status:
              phase: %s
              containerStatuses: [{restartCount: %d}]
            """
                .formatted(
                    name,
                    given.path("created").asInt(1),
                    given.path("cost").asInt(),
                    given.path("phase").asText("Running"),
                    given.path("restarts").asInt()));
    if (given.has("nodeName")) {
      pod.withObjectProperty("spec").set("nodeName", given.get("nodeName"));
    }
    if (given.has("ready")) {
      pod.withObjectProperty("status")
          .putArray("conditions")
          .addObject()
          .put("type", "Ready")
          .put("status", "True")
          .put("lastTransitionTime", "2026-01-01T00:00:" + given.get("ready").asText() + "Z");
    }
    return Pod.of(pod);
  }
}
