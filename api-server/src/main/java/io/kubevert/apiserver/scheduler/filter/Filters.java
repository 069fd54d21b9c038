package io.kubevert.apiserver.scheduler.filter;

import io.kubevert.apiserver.controller.view.ContainerPort;
import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.apiserver.controller.view.Toleration;
import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.Resources;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every filter, in the order in which they are asked; the first that rejects a node decides. */
public final class Filters {
  private static final List<Filter> IN_ORDER =
      List.of(
          Filters::unschedulable,
          Filters::taints,
          Filters::nodeAffinity,
          Filters::hostPorts,
          Filters::resources,
          SpreadFilter::reject,
          PodAffinityFilter::reject);
  private static final Taint UNSCHEDULABLE =
      new Taint(Taint.UNSCHEDULABLE, "", Taint.NO_SCHEDULE, Optional.empty());

  private Filters() {}

  /**
   * @return why the node cannot run the pod; empty if it can
   */
  public static List<String> reject(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster) {
    for (Filter filter : IN_ORDER) {
      List<String> reasons = filter.reject(pod, node, cluster);
      if (!reasons.isEmpty()) {
        return reasons;
      }
    }
    return List.of();
  }

  private static List<String> unschedulable(
      SchedulingPod pod, NodeInfo info, ClusterSnapshot cluster) {
    return info.node().unschedulable() && !Toleration.anyTolerates(pod.tolerations(), UNSCHEDULABLE)
        ? List.of("node(s) were unschedulable")
        : List.of();
  }

  private static List<String> taints(SchedulingPod pod, NodeInfo info, ClusterSnapshot cluster) {
    return info.node().taints().stream()
        .filter(
            taint ->
                taint.effect().equals(Taint.NO_SCHEDULE) || taint.effect().equals(Taint.NO_EXECUTE))
        .filter(taint -> !Toleration.anyTolerates(pod.tolerations(), taint))
        .findFirst()
        .map(taint -> List.of("node(s) had untolerated taint {" + taint + "}"))
        .orElse(List.of());
  }

  private static List<String> nodeAffinity(
      SchedulingPod pod, NodeInfo info, ClusterSnapshot cluster) {
    return pod.affinity().nodes().matches(info.node().name(), info.node().labels())
        ? List.of()
        : List.of("node(s) didn't match Pod's node affinity/selector");
  }

  private static List<String> hostPorts(SchedulingPod pod, NodeInfo info, ClusterSnapshot cluster) {
    boolean free =
        pod.hostPorts().stream()
            .noneMatch(wanted -> info.usedPorts().stream().anyMatch(used -> collide(wanted, used)));
    return free ? List.of() : List.of("node(s) didn't have free ports for the requested pod ports");
  }

  private static boolean collide(ContainerPort left, ContainerPort right) {
    return left.hostPort() == right.hostPort()
        && left.protocol().equals(right.protocol())
        && (left.hostAddress().equals(right.hostAddress())
            || isAny(left.hostAddress())
            || isAny(right.hostAddress()));
  }

  private static boolean isAny(String address) {
    return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
  }

  private static List<String> resources(SchedulingPod pod, NodeInfo info, ClusterSnapshot cluster) {
    List<String> reasons = new ArrayList<>();
    if (info.pods().size() + 1 > info.node().mostPods()) {
      reasons.add("Too many pods");
    }
    Resources wanted = pod.requests();
    Resources all = info.requested().plus(wanted);
    if (wanted.milliCpu() > 0 && all.milliCpu() > info.node().allocatable().milliCpu()) {
      reasons.add("Insufficient cpu");
    }
    if (wanted.memory() > 0 && all.memory() > info.node().allocatable().memory()) {
      reasons.add("Insufficient memory");
    }
    return reasons;
  }
}
