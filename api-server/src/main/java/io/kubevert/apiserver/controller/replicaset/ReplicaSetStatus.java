package io.kubevert.apiserver.controller.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** The status that a ReplicaSet ought to have. */
final class ReplicaSetStatus {
  private ReplicaSetStatus() {}

  static ObjectNode of(
      Workload replicaSet, Collection<Pod> active, ArrayNode conditions, Instant now) {
    Map<String, String> templateLabels =
        Fields.strings(replicaSet.spec().path("template").path("metadata").path("labels"));
    ObjectNode status = Json.object().put("replicas", active.size());
    status.put(
        "fullyLabeledReplicas",
        count(
            active,
            pod -> pod.metadata().labels().entrySet().containsAll(templateLabels.entrySet())));
    status.put("readyReplicas", count(active, Pod::ready));
    status.put(
        "availableReplicas", count(active, pod -> pod.availableAt(now, replicaSet.minReady())));
    status.put("observedGeneration", replicaSet.metadata().generation());
    status.set("conditions", conditions);
    return status;
  }

  /** Whether two statuses say the same; a count that is absent is zero. */
  static boolean same(JsonNode old, ObjectNode status) {
    return status.properties().stream()
        .allMatch(
            field ->
                field.getValue().isArray()
                    ? sameArray(old.path(field.getKey()), field.getValue())
                    : old.path(field.getKey()).asLong(-1) == field.getValue().asLong());
  }

  private static boolean sameArray(JsonNode old, JsonNode array) {
    return array.isEmpty() ? old.isEmpty() : old.equals(array);
  }

  private static int count(Collection<Pod> pods, Predicate<Pod> counted) {
    return (int) pods.stream().filter(counted).count();
  }
}
