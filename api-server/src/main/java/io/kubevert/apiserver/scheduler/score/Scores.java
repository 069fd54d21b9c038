package io.kubevert.apiserver.scheduler.score;

import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.apiserver.controller.view.Toleration;
import io.kubevert.apiserver.scheduler.snapshot.Affinity;
import io.kubevert.apiserver.scheduler.snapshot.AffinityTerm;
import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.Resources;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import io.kubevert.apiserver.scheduler.snapshot.SpreadConstraint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Chooses among nodes that can all run a pod. Each score is brought to a range of 0 to 100 over the
 * candidates and then weighed as Kubernetes weighs it.
 */
public final class Scores {
  private static final double BEST = 100;
  private static final int TAINT_WEIGHT = 3;
  private static final int AFFINITY_WEIGHT = 2;
  private static final int SPREAD_WEIGHT = 2;

  /** What a container that asks for nothing is taken to use, so that such pods are spread, too. */
  private static final Resources ASSUMED = new Resources(100, 200L << 20);

  private Scores() {}

  /** The best node; of equal ones the one with the fewest pods, then the first by name. */
  public static Optional<NodeInfo> best(
      SchedulingPod pod, List<NodeInfo> candidates, ClusterSnapshot cluster) {
    double[] totals = new double[candidates.size()];
    add(totals, SPREAD_WEIGHT, candidates, node -> -together(pod, node, cluster));
    add(totals, TAINT_WEIGHT, candidates, node -> -untoleratedPreferences(pod, node));
    add(totals, AFFINITY_WEIGHT, candidates, node -> preferredNodes(pod, node));
    add(totals, AFFINITY_WEIGHT, candidates, node -> preferredPods(pod, node, cluster));
    for (int i = 0; i < totals.length; i++) {
      totals[i] += leastAllocated(pod, candidates.get(i));
    }
    return IntStream.range(0, totals.length)
        .boxed()
        .min(
            Comparator.<Integer>comparingDouble(i -> -totals[i])
                .thenComparingInt(i -> candidates.get(i).pods().size())
                .thenComparing(i -> candidates.get(i).node().name()))
        .map(candidates::get);
  }

  /** Adds a score, stretched so that the worst candidate has 0 and the best 100. */
  private static void add(
      double[] totals, int weight, List<NodeInfo> candidates, ToDoubleFunction<NodeInfo> score) {
    double[] raw = candidates.stream().mapToDouble(score).toArray();
    double least = Arrays.stream(raw).min().orElse(0);
    double most = Arrays.stream(raw).max().orElse(0);
    for (int i = 0; i < raw.length && most > least; i++) {
      totals[i] += weight * BEST * (raw[i] - least) / (most - least);
    }
  }

  /** How many pods of the same owner, or of the same spread constraints, are there already. */
  private static double together(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    double siblings =
        node.pods().stream()
            .filter(other -> pod.ownerUid().isPresent() && other.ownerUid().equals(pod.ownerUid()))
            .count();
    for (SpreadConstraint constraint : pod.spread()) {
      String domain = node.domain(constraint.topologyKey());
      siblings +=
          cluster.nodes().stream()
              .filter(
                  info -> domain != null && domain.equals(info.domain(constraint.topologyKey())))
              .flatMap(info -> info.pods().stream())
              .filter(other -> other.key().namespace().equals(pod.key().namespace()))
              .filter(other -> constraint.pods().matches(other.labels()))
              .count();
    }
    return siblings;
  }

  private static double untoleratedPreferences(SchedulingPod pod, NodeInfo node) {
    return node.node().taints().stream()
        .filter(taint -> taint.effect().equals(Taint.PREFER_NO_SCHEDULE))
        .filter(taint -> !Toleration.anyTolerates(pod.tolerations(), taint))
        .count();
  }

  private static double preferredNodes(SchedulingPod pod, NodeInfo node) {
    return pod.affinity().preferredNodes().stream()
        .filter(preferred -> preferred.nodes().matches(node.node().name(), node.node().labels()))
        .mapToInt(Affinity.PreferredNodes::weight)
        .sum();
  }

  private static double preferredPods(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    return weight(pod.affinity().ratherNear(), node, cluster)
        - weight(pod.affinity().ratherApart(), node, cluster);
  }

  private static double weight(List<AffinityTerm> terms, NodeInfo node, ClusterSnapshot cluster) {
    double weight = 0;
    for (AffinityTerm term : terms) {
      String domain = node.domain(term.topologyKey());
      weight +=
          term.weight()
              * cluster.nodes().stream()
                  .filter(info -> domain != null && domain.equals(info.domain(term.topologyKey())))
                  .flatMap(info -> info.pods().stream())
                  .filter(other -> term.matches(other, cluster))
                  .count();
    }
    return weight;
  }

  private static double leastAllocated(SchedulingPod pod, NodeInfo node) {
    Resources all = assumed(pod);
    for (SchedulingPod other : node.pods()) {
      all = all.plus(assumed(other));
    }
    Resources allocatable = node.node().allocatable();
    return (free(all.milliCpu(), allocatable.milliCpu()) + free(all.memory(), allocatable.memory()))
        / 2;
  }

  private static Resources assumed(SchedulingPod pod) {
    Resources requests = pod.requests();
    return new Resources(
        requests.milliCpu() == 0 ? ASSUMED.milliCpu() : requests.milliCpu(),
        requests.memory() == 0 ? ASSUMED.memory() : requests.memory());
  }

  private static double free(long requested, long allocatable) {
    return allocatable <= requested ? 0 : BEST * (allocatable - requested) / allocatable;
  }
}
