package io.kubevert.apiserver.scheduler.filter;

import io.kubevert.apiserver.scheduler.snapshot.AffinityTerm;
import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import java.util.List;
import java.util.stream.Stream;

/** Required affinity and anti-affinity between pods, of the new pod and of those already there. */
final class PodAffinityFilter {
  private PodAffinityFilter() {}

  static List<String> reject(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    if (!near(pod, node, cluster)) {
      return List.of("node(s) didn't match pod affinity rules");
    }
    if (pod.affinity().apart().stream().anyMatch(term -> anyInDomain(term, node, cluster))) {
      return List.of("node(s) didn't match pod anti-affinity rules");
    }
    return othersStayApart(pod, node, cluster)
        ? List.of("node(s) didn't satisfy existing pods anti-affinity rules")
        : List.of();
  }

  private static boolean near(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    List<AffinityTerm> terms = pod.affinity().near();
    if (terms.stream().anyMatch(term -> node.domain(term.topologyKey()) == null)) {
      return false;
    }
    return terms.stream().allMatch(term -> anyInDomain(term, node, cluster))
        || isFirstOfItsKind(pod, terms, cluster);
  }

  /** A pod that wants to be near its own kind may be the first one anywhere. */
  private static boolean isFirstOfItsKind(
      SchedulingPod pod, List<AffinityTerm> terms, ClusterSnapshot cluster) {
    return terms.stream().allMatch(term -> term.matches(pod, cluster))
        && terms.stream()
            .noneMatch(
                term ->
                    cluster.nodes().stream()
                        .flatMap(info -> info.pods().stream())
                        .anyMatch(other -> term.matches(other, cluster)));
  }

  private static boolean anyInDomain(AffinityTerm term, NodeInfo node, ClusterSnapshot cluster) {
    return inDomain(term, node, cluster)
        .flatMap(info -> info.pods().stream())
        .anyMatch(other -> term.matches(other, cluster));
  }

  private static Stream<NodeInfo> inDomain(
      AffinityTerm term, NodeInfo node, ClusterSnapshot cluster) {
    String domain = node.domain(term.topologyKey());
    return domain == null
        ? Stream.empty()
        : cluster.nodes().stream().filter(info -> domain.equals(info.domain(term.topologyKey())));
  }

  private static boolean othersStayApart(
      SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    return cluster.nodes().stream()
        .anyMatch(
            info ->
                info.pods().stream()
                    .flatMap(other -> other.affinity().apart().stream())
                    .anyMatch(term -> sameDomain(term, node, info) && term.matches(pod, cluster)));
  }

  private static boolean sameDomain(AffinityTerm term, NodeInfo left, NodeInfo right) {
    String domain = left.domain(term.topologyKey());
    return domain != null && domain.equals(right.domain(term.topologyKey()));
  }
}
