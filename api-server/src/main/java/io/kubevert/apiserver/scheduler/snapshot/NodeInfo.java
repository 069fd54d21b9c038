package io.kubevert.apiserver.scheduler.snapshot;

import io.kubevert.apiserver.controller.view.ContainerPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A node and what is on it.
 *
 * @param requested what its pods ask for together
 * @param usedPorts the ports of the node itself that its pods have taken
 */
public record NodeInfo(
    SchedulingNode node,
    List<SchedulingPod> pods,
    Resources requested,
    List<ContainerPort> usedPorts) {

  static NodeInfo of(SchedulingNode node, Collection<SchedulingPod> pods) {
    Resources requested = Resources.NONE;
    List<ContainerPort> ports = new ArrayList<>();
    for (SchedulingPod pod : pods) {
      requested = requested.plus(pod.requests());
      ports.addAll(pod.hostPorts());
    }
    return new NodeInfo(node, List.copyOf(pods), requested, List.copyOf(ports));
  }

  /** The node's domain in a topology; null if it is in none. */
  public String domain(String topologyKey) {
    return node.labels().get(topologyKey);
  }
}
