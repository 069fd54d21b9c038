package io.kubevert.apiserver.scheduler;

import io.kubevert.apiserver.scheduler.filter.Filters;
import io.kubevert.apiserver.scheduler.score.Scores;
import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a pod is to run, or why it can run nowhere. */
sealed interface Decision {

  record Node(String name) implements Decision {}

  /** The message is Kubernetes' own, as in {@code 0/4 nodes are available: 4 Insufficient cpu.} */
  record Nowhere(String message) implements Decision {}

  static Decision of(SchedulingPod pod, ClusterSnapshot cluster) {
    List<NodeInfo> candidates = new ArrayList<>();
    Map<String, Integer> reasons = new TreeMap<>();
    for (NodeInfo node : cluster.nodes()) {
      List<String> rejected = Filters.reject(pod, node, cluster);
      if (rejected.isEmpty()) {
        candidates.add(node);
      }
      rejected.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
    }
    return Scores.best(pod, candidates, cluster)
        .<Decision>map(best -> new Node(best.node().name()))
        .orElseGet(() -> new Nowhere(message(cluster.nodes().size(), reasons)));
  }

  private static String message(int nodes, Map<String, Integer> reasons) {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    return reasons.entrySet().stream()
        .map(reason -> reason.getValue() + " " + reason.getKey())
        .sorted()
        .collect(Collectors.joining(", ", "0/" + nodes + " nodes are available: ", "."));
  }
}
