package io.kubevert.apiserver.controller.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import java.util.List;
import java.util.function.Predicate;

/** The status that a DaemonSet ought to have: it counts nodes, not pods. */
final class DaemonSetStatus {
  private DaemonSetStatus() {}

  static ObjectNode of(Workload set, List<DaemonNode> nodes, DaemonRollout rollout) {
    List<DaemonNode> wanted = nodes.stream().filter(DaemonNode::wanted).toList();
    int available = with(wanted, rollout.available());
    return Json.object()
        .put("desiredNumberScheduled", wanted.size())
        .put("currentNumberScheduled", with(wanted, pod -> true))
        .put(
            "numberMisscheduled",
            with(nodes.stream().filter(node -> !node.wanted()).toList(), pod -> true))
        .put("numberReady", with(wanted, Pod::ready))
        .put("updatedNumberScheduled", with(wanted, rollout.updated()))
        .put("numberAvailable", available)
        .put("numberUnavailable", wanted.size() - available)
        .put("observedGeneration", set.metadata().generation());
  }

  /** Whether two statuses say the same; a count that is absent is zero. */
  static boolean same(JsonNode old, ObjectNode status) {
    return status.properties().stream()
        .allMatch(field -> old.path(field.getKey()).asLong() == field.getValue().asLong());
  }

  private static int with(List<DaemonNode> nodes, Predicate<Pod> counted) {
    return (int) nodes.stream().filter(node -> node.pods().stream().anyMatch(counted)).count();
  }
}
