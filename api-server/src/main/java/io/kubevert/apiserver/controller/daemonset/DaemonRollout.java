package io.kubevert.apiserver.controller.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.IntOrPercent;
import io.kubevert.apiserver.controller.workload.IntOrPercent.Rounding;
import java.util.function.Predicate;

/**
 * How a DaemonSet's pods come to a new template.
 *
 * @param rolling false if each waits for somebody to delete it
 * @param maxUnavailable on how many nodes no pod may be available for the rollout's sake
 * @param maxSurge on how many nodes an old pod and a new one may be side by side
 * @param updated whether a pod is of the present template
 * @param available whether a pod serves, and has for long enough
 */
record DaemonRollout(
    boolean rolling,
    int maxUnavailable,
    int maxSurge,
    Predicate<Pod> updated,
    Predicate<Pod> available) {

  /**
   * @param desired how many nodes ought to have a pod, of which percentages are taken
   */
  static DaemonRollout of(
      Workload set, int desired, Predicate<Pod> updated, Predicate<Pod> available) {
    JsonNode strategy = set.spec().path("updateStrategy");
    JsonNode rollingUpdate = strategy.path("rollingUpdate");
    int surge = IntOrPercent.of(rollingUpdate.path("maxSurge"), "0", desired, Rounding.UP);
    int unavailable =
        IntOrPercent.of(rollingUpdate.path("maxUnavailable"), "1", desired, Rounding.UP);
    return new DaemonRollout(
        !strategy.path("type").asText().equals("OnDelete"),
        surge == 0 ? Math.max(1, unavailable) : unavailable,
        surge,
        updated,
        available);
  }
}
