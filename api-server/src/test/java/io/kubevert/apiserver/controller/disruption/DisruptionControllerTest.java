package io.kubevert.apiserver.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class DisruptionControllerTest {
  private static final ResourceType BUDGETS =
      new ResourceType("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true);

  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, DisruptionController::new).start();
  }

  /** Four pods of a ReplicaSet that wants five, of which some are ready. */
  @ParameterizedTest(name = "{0} with {1} ready")
  @CsvSource({
    "minAvailable: 2,      4, 2, 2, 4",
    "minAvailable: 2,      1, 0, 2, 4",
    "minAvailable: 50%,    4, 1, 3, 5",
    "maxUnavailable: 1,    4, 0, 4, 5",
    "maxUnavailable: 2,    4, 1, 3, 5",
    "maxUnavailable: 40%,  4, 1, 3, 5",
    "maxUnavailable: 100%, 3, 3, 0, 5",
  })
  void saysHowManyPodsMayGo(String spec, int ready, int allowed, int desired, int expected)
      throws Exception {
    cluster.put(
        ResourceTypes.REPLICA_SETS,
        "{metadata: {namespace: default, name: web, uid: web-uid}, spec: {replicas: 5}}");
    for (int i = 0; i < 4; i++) {
      pod(
          i,
          i < ready,
          ", ownerReferences: [{kind: ReplicaSet, name: web, uid: web-uid, controller: true}]");
    }
    budget(spec);
    JsonNode status = status();
    assertThat(status.path("disruptionsAllowed").asInt()).isEqualTo(allowed);
    assertThat(status.path("currentHealthy").asInt()).isEqualTo(ready);
    assertThat(status.path("desiredHealthy").asInt()).isEqualTo(desired);
    assertThat(status.path("expectedPods").asInt()).isEqualTo(expected);
    assertThat(status.at("/conditions/0/reason").asText())
        .isEqualTo(allowed > 0 ? "SufficientPods" : "InsufficientPods");
  }

  @Test
  void countsAgainWhenPodsChangeAndOtherwiseKeepsQuiet() throws Exception {
    budget("minAvailable: 1");
    assertThat(status().path("disruptionsAllowed").asInt()).isZero();
    pod(0, true, "");
    pod(1, true, "");
    cluster.settle();
    assertThat(status().path("disruptionsAllowed").asInt()).isEqualTo(1);
    long writes = cluster.requests("PATCH", "poddisruptionbudgets");
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: other, uid: o, labels: {app: other}}}");
    cluster.settle();
    assertThat(cluster.requests("PATCH", "poddisruptionbudgets")).isEqualTo(writes);
  }

  private void budget(String spec) throws Exception {
    cluster.put(
        BUDGETS,
        "{metadata: {namespace: default, name: careful, uid: b, generation: 1}, spec: {"
            + spec
            + ", selector: {matchLabels: {app: web}}}}");
    cluster.settle();
  }

  private void pod(int index, boolean ready, String owner) {
    cluster.put(
        ResourceTypes.PODS,
        """
        metadata: {namespace: default, name: web-%d, uid: p%d, labels: {app: web}%s}
        status:
          phase: Running
          conditions: [{type: Ready, status: "%s", lastTransitionTime: "2026-01-01T00:00:00Z"}]
        """
            .formatted(index, index, owner, ready ? "True" : "False"));
  }

  private JsonNode status() {
    return cluster.get(BUDGETS, "default", "careful").path("status");
  }
}
