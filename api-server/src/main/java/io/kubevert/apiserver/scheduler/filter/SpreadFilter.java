package io.kubevert.apiserver.scheduler.filter;

import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import io.kubevert.apiserver.scheduler.snapshot.SpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code topologySpreadConstraints} with {@code DoNotSchedule} (KEP-895). */
final class SpreadFilter {
  private static final String REASON = "node(s) didn't match pod topology spread constraints";

  private SpreadFilter() {}

  static List<String> reject(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    for (SpreadConstraint constraint : pod.spread()) {
      if (constraint.required()) {
        String domain = node.domain(constraint.topologyKey());
        if (domain == null) {
          return List.of(REASON + " (missing required label)");
        }
        if (skew(pod, domain, constraint, cluster) > constraint.maxSkew()) {
          return List.of(REASON);
        }
      }
    }
    return List.of();
  }

  /** How many more pods than the emptiest domain this one would have with the new pod. */
  private static int skew(
      SchedulingPod pod, String domain, SpreadConstraint constraint, ClusterSnapshot cluster) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeInfo other : cluster.nodes()) {
      String otherDomain = other.domain(constraint.topologyKey());
      if (otherDomain != null
          && pod.affinity().nodes().matches(other.node().name(), other.node().labels())) {
        counts.merge(otherDomain, matching(pod, other, constraint), Integer::sum);
      }
    }
    int fewest = counts.values().stream().min(Integer::compare).orElse(0);
    int own = constraint.pods().matches(pod.labels()) ? 1 : 0;
    return counts.getOrDefault(domain, 0) + own - fewest;
  }

  private static int matching(SchedulingPod pod, NodeInfo node, SpreadConstraint constraint) {
    return (int)
        node.pods().stream()
            .filter(other -> other.key().namespace().equals(pod.key().namespace()))
            .filter(other -> constraint.pods().matches(other.labels()))
            .count();
  }
}
