package io.kubevert.apiserver.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.apiserver.controller.workload.IntOrPercent;
import io.kubevert.apiserver.controller.workload.IntOrPercent.Rounding;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The status that a PodDisruptionBudget ought to have. */
final class DisruptionStatus {
  private DisruptionStatus() {}

  /**
   * @param pods those that the budget selects
   * @param replicas how many pods controllers want, by their uid
   */
  static ObjectNode of(
      Workload budget, List<Pod> pods, Map<String, Integer> replicas, Instant now) {
    JsonNode spec = budget.spec();
    int scale = scale(pods, replicas);
    boolean share = spec.has("maxUnavailable") || spec.path("minAvailable").isTextual();
    int expected = share ? scale : pods.size();
    int desired =
        spec.has("maxUnavailable")
            ? Math.max(0, scale - part(spec.path("maxUnavailable"), scale))
            : part(spec.path("minAvailable"), scale);
    int healthy =
        (int) pods.stream().filter(pod -> pod.ready() && !pod.metadata().deleting()).count();
    int allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
    ObjectNode status = Json.object();
    status.set(
        "conditions",
        new Conditions(budget.status().path("conditions"), now)
            .set(
                "DisruptionAllowed",
                allowed > 0 ? "True" : "False",
                allowed > 0 ? "SufficientPods" : "InsufficientPods",
                "")
            .toJson());
    status.put("currentHealthy", healthy).put("desiredHealthy", desired);
    status.put("disruptionsAllowed", allowed).put("expectedPods", expected);
    return status.put("observedGeneration", (int) budget.metadata().generation());
  }

  private static int part(JsonNode value, int of) {
    return IntOrPercent.of(value, "0", of, Rounding.UP);
  }

  /** How many pods there should be: as many as their controllers want, and those without one. */
  private static int scale(List<Pod> pods, Map<String, Integer> replicas) {
    Map<String, Integer> wanted = new HashMap<>();
    for (Pod pod : pods) {
      String controller =
          pod.metadata()
              .controller()
              .map(OwnerReference::uid)
              .filter(replicas::containsKey)
              .orElse(pod.metadata().uid());
      wanted.put(controller, replicas.getOrDefault(controller, 1));
    }
    return wanted.values().stream().mapToInt(Integer::intValue).sum();
  }
}
