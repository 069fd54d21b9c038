package io.kubevert.apiserver.controller.replicaset;

import io.kubevert.apiserver.controller.view.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which pods go first when there are too many: those whose loss is felt least. */
final class DeletionOrder {
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private DeletionOrder() {}

  /**
   * Sorts pods, the first to go first: not on a node, pending, not ready, of lower deletion cost,
   * sharing its node with more of the others, ready for a shorter time, restarted more often,
   * newer.
   */
  static List<Pod> of(Collection<Pod> pods) {
    Map<String, Long> onNode =
        pods.stream()
            .flatMap(pod -> pod.nodeName().stream())
            .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
    Comparator<Pod> order =
        Comparator.<Pod, Boolean>comparing(pod -> pod.nodeName().isPresent())
            .thenComparing(DeletionOrder::phaseRank)
            .thenComparing(Pod::ready)
            .thenComparing(DeletionOrder::cost)
            .thenComparing(pod -> -pod.nodeName().map(onNode::get).orElse(0L))
            .thenComparing(pod -> pod.readySince().orElse(Instant.EPOCH), Comparator.reverseOrder())
            .thenComparing(pod -> -pod.restarts())
            .thenComparing(pod -> pod.metadata().created(), Comparator.reverseOrder())
            .thenComparing(Pod::key);
    return pods.stream().sorted(order).toList();
  }

  private static int phaseRank(Pod pod) {
    return switch (pod.phase()) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  private static int cost(Pod pod) {
    try {
      return Integer.parseInt(pod.metadata().annotations().getOrDefault(DELETION_COST, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
