package io.kubevert.apiserver.scheduler.filter;

import io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot;
import io.kubevert.apiserver.scheduler.snapshot.NodeInfo;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import java.util.List;

/** One reason for which a node may not run a pod. */
@FunctionalInterface
interface Filter {

  /**
   * @return why the node cannot run the pod, as in {@code Insufficient cpu}; empty if it can
   */
  List<String> reject(SchedulingPod pod, NodeInfo node, ClusterSnapshot cluster);
}
