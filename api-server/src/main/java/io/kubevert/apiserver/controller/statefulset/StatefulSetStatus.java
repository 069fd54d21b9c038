package io.kubevert.apiserver.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import java.util.Collection;
import java.util.function.Predicate;

/** The status that a StatefulSet ought to have. */
final class StatefulSetStatus {
  private StatefulSetStatus() {}

  static ObjectNode of(Workload set, StatefulRollout rollout, Collection<StatefulPod> pods) {
    int ready = count(pods, pod -> pod.pod().ready());
    int updated = madeFrom(pods, rollout.update());
    boolean complete =
        rollout.rolling()
            && pods.size() == rollout.replicas()
            && updated == rollout.replicas()
            && ready == rollout.replicas();
    String current = complete ? rollout.update() : rollout.current();
    return Json.object()
        .put("replicas", pods.size())
        .put("readyReplicas", ready)
        .put("availableReplicas", count(pods, StatefulPod::available))
        .put("currentReplicas", madeFrom(pods, current))
        .put("updatedReplicas", updated)
        .put("currentRevision", current)
        .put("updateRevision", rollout.update())
        .put("observedGeneration", set.metadata().generation());
  }

  /** Whether two statuses say the same. */
  static boolean same(JsonNode old, ObjectNode status) {
    return status.properties().stream()
        .allMatch(
            field ->
                field.getValue().isTextual()
                    ? old.path(field.getKey()).equals(field.getValue())
                    : old.path(field.getKey()).asLong(-1) == field.getValue().asLong());
  }

  private static int madeFrom(Collection<StatefulPod> pods, String revision) {
    return count(pods, pod -> !pod.stopping() && pod.madeFrom(revision));
  }

  private static int count(Collection<StatefulPod> pods, Predicate<StatefulPod> counted) {
    return (int) pods.stream().filter(counted).count();
  }
}
