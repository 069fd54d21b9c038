package io.kubevert.apiserver.kinds.core;

import static io.kubevert.apiserver.table.Cells.orNone;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import java.util.List;

/** What {@code kubectl get pods} shows. */
final class PodColumns {
  private PodColumns() {}

  static List<Column> all() {
    return List.of(
        Column.objectName(),
        Column.text(
            "Ready",
            "The aggregate readiness state of this pod for accepting traffic.",
            pod -> PodSummary.of(pod).ready()),
        Column.text(
            "Status",
            "The aggregate status of the containers in this pod.",
            pod -> PodSummary.of(pod).status()),
        Column.text(
            "Restarts",
            "The number of times the containers in this pod have been restarted and when the last"
                + " container in this pod has restarted.",
            pod -> PodSummary.of(pod).restarts()),
        Column.age(),
        Column.wide("IP", "The pod's primary address.", PodColumns::address),
        Column.wide(
            "Node",
            "The node that the pod was scheduled to.",
            pod -> orNone(pod.path("spec").path("nodeName").asText(""))),
        Column.wide(
            "Nominated Node",
            "The node that is being made free for the pod.",
            pod -> orNone(pod.path("status").path("nominatedNodeName").asText(""))),
        Column.wide(
            "Readiness Gates",
            "The conditions that must be true for the pod to be ready.",
            PodColumns::readinessGates));
  }

  private static String address(JsonNode pod) {
    JsonNode status = pod.path("status");
    String first = status.path("podIPs").path(0).path("ip").asText("");
    return orNone(first.isEmpty() ? status.path("podIP").asText("") : first);
  }

  private static String readinessGates(JsonNode pod) {
    JsonNode gates = pod.path("spec").path("readinessGates");
    if (gates.isEmpty()) {
      return Cells.NONE;
    }
    JsonNode conditions = pod.path("status").path("conditions");
    int met = 0;
    for (JsonNode gate : gates) {
      if (Cells.hasCondition(conditions, gate.path("conditionType").asText(""), "True")) {
        met++;
      }
    }
    return met + "/" + gates.size();
  }
}
