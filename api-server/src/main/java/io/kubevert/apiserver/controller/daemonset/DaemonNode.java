package io.kubevert.apiserver.controller.daemonset;

import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.NodeSelector;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.apiserver.controller.view.Toleration;
import io.kubevert.apiserver.controller.view.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A node as one DaemonSet sees it.
 *
 * @param wanted whether a pod ought to be there
 * @param allowed whether a pod that is there may stay: also where a taint keeps new ones away
 * @param pods those that run or will, the oldest first
 * @param finished those that have ended
 * @param stopping whether a pod is there that was asked to stop
 */
record DaemonNode(
    String name,
    boolean wanted,
    boolean allowed,
    List<Pod> pods,
    List<Pod> finished,
    boolean stopping) {
  private static final Comparator<Pod> OLDEST_FIRST =
      Comparator.<Pod, Instant>comparing(pod -> pod.metadata().created()).thenComparing(Pod::key);

  /**
   * @param pods of the DaemonSet; pods on nodes that do not exist are left out
   * @param goes whether a pod was asked to stop
   */
  static List<DaemonNode> all(
      Workload set, Collection<Node> nodes, Collection<Pod> pods, Predicate<Pod> goes) {
    Map<String, List<Pod>> byNode = new TreeMap<>();
    nodes.forEach(node -> byNode.put(node.name(), new ArrayList<>()));
    for (Pod pod : pods) {
      pod.nodeName().or(pod::pinnedNode).map(byNode::get).ifPresent(there -> there.add(pod));
    }
    NodeSelector selector = NodeSelector.of(set.spec().path("template").path("spec"));
    List<Toleration> tolerations = DaemonPodManifest.tolerations(set);
    return nodes.stream()
        .sorted(Comparator.comparing(Node::name))
        .map(node -> of(node, selector, tolerations, byNode.get(node.name()), goes))
        .toList();
  }

  private static DaemonNode of(
      Node node,
      NodeSelector selector,
      List<Toleration> tolerations,
      List<Pod> pods,
      Predicate<Pod> goes) {
    List<Pod> present = pods.stream().filter(goes.negate()).sorted(OLDEST_FIRST).toList();
    boolean selected = selector.matches(node.name(), node.labels());
    return new DaemonNode(
        node.name(),
        selected && tolerated(node, tolerations, List.of(Taint.NO_SCHEDULE, Taint.NO_EXECUTE)),
        selected && tolerated(node, tolerations, List.of(Taint.NO_EXECUTE)),
        present.stream().filter(pod -> !pod.finished()).toList(),
        present.stream().filter(Pod::finished).toList(),
        pods.stream().anyMatch(goes));
  }

  private static boolean tolerated(Node node, List<Toleration> tolerations, List<String> effects) {
    return node.taints().stream()
        .filter(taint -> effects.contains(taint.effect()))
        .allMatch(taint -> Toleration.anyTolerates(tolerations, taint));
  }
}
