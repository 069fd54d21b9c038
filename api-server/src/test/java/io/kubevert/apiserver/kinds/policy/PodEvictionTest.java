package io.kubevert.apiserver.kinds.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodEvictionTest {

  @ParameterizedTest(name = "{0} with {1} of {2} ready: {3}")
  @CsvSource({
    "minAvailable: 2, 3, 3, allowed",
    "minAvailable: 2, 2, 3, needs 2 healthy pods and has 2",
    "minAvailable: 50%, 3, 3, allowed",
    "minAvailable: 50%, 2, 3, needs 2 healthy pods and has 2",
    "maxUnavailable: 1, 3, 3, allowed",
    "maxUnavailable: 1, 2, 3, needs 2 healthy pods and has 2",
    "maxUnavailable: 0, 3, 3, needs 3 healthy pods and has 3",
    "maxUnavailable: 34%, 2, 3, allowed",
  })
  void budgetsBoundHowManyPodsGo(String spec, int ready, int pods, String outcome) {
    List<ObjectNode> all = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      all.add(pod("p" + i, i < ready));
    }
    Optional<Status> refusal = evict(all.getFirst(), all, List.of(budget(spec)));
    if (outcome.equals("allowed")) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).get().extracting(Status::code).isEqualTo(429);
      assertThat(refusal.get().details().causes().getFirst().message()).contains(outcome);
    }
  }

  /** A pod that runs and is not ready, beside some that are. */
  @ParameterizedTest(name = "{0} with {1} ready: {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "minAvailable: 1; 1; allowed",
        "minAvailable: 1; 0; needs 1 healthy pods and has 0",
        "'{minAvailable: 1, unhealthyPodEvictionPolicy: IfHealthyBudget}'; 0; needs 1 healthy",
        "'{minAvailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow}'; 0; allowed",
        "minAvailable: 0; 0; needs 0 healthy pods and has 0",
        "minAvailable: 0; 1; allowed",
      })
  void aPodThatDoesNotServeGoesWhenTheBudgetIsKeptWithoutIt(
      String spec, int ready, String outcome) {
    List<ObjectNode> all = new ArrayList<>(List.of(pod("broken", false)));
    for (int i = 0; i < ready; i++) {
      all.add(pod("p" + i, true));
    }
    ObjectNode budget = budget("unused: 0");
    budget.withObjectProperty("spec").setAll(Yaml.object(spec));
    Optional<Status> refusal = evict(all.getFirst(), all, List.of(budget));
    assertThat(
            refusal.map(status -> status.details().causes().getFirst().message()).orElse("allowed"))
        .contains(outcome);
  }

  @Test
  void aPodThatHasNotStartedMayGo() {
    ObjectNode pending = pod("pending", false);
    pending.withObjectProperty("status").put("phase", "Pending");
    assertThat(evict(pending, List.of(pending), List.of(budget("minAvailable: 1")))).isEmpty();
  }

  @Test
  void aPodHasOneBudgetAtMost() {
    ObjectNode pod = pod("p", true);
    List<ObjectNode> two = List.of(budget("minAvailable: 0"), budget("maxUnavailable: 1"));
    assertThat(evict(pod, List.of(pod), two))
        .get()
        .extracting(Status::message)
        .asString()
        .contains("This pod has more than one PodDisruptionBudget");
  }

  private static Optional<Status> evict(
      ObjectNode pod, List<ObjectNode> pods, List<ObjectNode> budgets) {
    Map<String, List<ObjectNode>> objects = Map.of("pods", pods, "poddisruptionbudgets", budgets);
    try {
      PodEviction.admit(pod, type -> objects.getOrDefault(type.plural(), List.of()));
      return Optional.empty();
    } catch (StatusException e) {
      return Optional.of(e.status());
    }
  }

  private static ObjectNode pod(String name, boolean ready) {
    return Yaml.object(
        """
        metadata: {name: %s, uid: %s, namespace: default, labels: {app: web}}
        status: {phase: Running, conditions: [{type: Ready, status: "%s"}]}
        """
            .formatted(name, name, ready ? "True" : "False"));
  }

  private static ObjectNode budget(String spec) {
    return Yaml.object(
        """
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: web}}
          %s
        """
            .formatted(spec));
  }
}
