package io.kubevert.apiserver.scheduler.snapshot;

import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster as it is known from watching, and as it will be once what was decided has been seen.
 */
public final class ClusterState {
  private final Map<String, SchedulingNode> nodes = new TreeMap<>();
  private final Map<ObjectKey, SchedulingPod> placed = new HashMap<>();
  private final Map<ObjectKey, SchedulingPod> assumed = new HashMap<>();
  private final Map<String, Map<ObjectKey, SchedulingPod>> podsByNode = new HashMap<>();
  private final Map<String, NodeInfo> infos = new HashMap<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();

  /** A pod was added or changed. */
  public void pod(SchedulingPod pod) {
    boolean onNode = pod.nodeName().isPresent();
    if (onNode) {
      assumed.remove(pod.key());
    }
    if (onNode && !pod.finished()) {
      place(pod);
    } else if (!assumed.containsKey(pod.key())) {
      remove(pod.key());
    }
  }

  /** A pod is gone. */
  public void podGone(ObjectKey key) {
    assumed.remove(key);
    remove(key);
  }

  /** A pod was given a node, though nobody has seen it there yet. */
  public void assume(SchedulingPod pod, String node) {
    SchedulingPod onNode = pod.on(node);
    assumed.put(pod.key(), onNode);
    place(onNode);
  }

  /** A pod that was given a node could not be put there. */
  public void forget(ObjectKey key) {
    if (assumed.remove(key) != null) {
      remove(key);
    }
  }

  public boolean isAssumed(ObjectKey key) {
    return assumed.containsKey(key);
  }

  public void node(SchedulingNode node) {
    nodes.put(node.name(), node);
    infos.remove(node.name());
  }

  public void nodeGone(String name) {
    nodes.remove(name);
    infos.remove(name);
  }

  public void namespace(String name, Map<String, String> labels) {
    namespaces.put(name, labels);
  }

  public void namespaceGone(String name) {
    namespaces.remove(name);
  }

  public ClusterSnapshot snapshot() {
    List<NodeInfo> list = new ArrayList<>(nodes.size());
    for (SchedulingNode node : nodes.values()) {
      list.add(infos.computeIfAbsent(node.name(), name -> NodeInfo.of(node, podsOn(name))));
    }
    return new ClusterSnapshot(List.copyOf(list), Map.copyOf(namespaces));
  }

  private List<SchedulingPod> podsOn(String node) {
    return List.copyOf(podsByNode.getOrDefault(node, Map.of()).values());
  }

  private void place(SchedulingPod pod) {
    remove(pod.key());
    String node = pod.nodeName().orElseThrow();
    placed.put(pod.key(), pod);
    podsByNode.computeIfAbsent(node, ignored -> new TreeMap<>()).put(pod.key(), pod);
    infos.remove(node);
  }

  private void remove(ObjectKey key) {
    SchedulingPod old = placed.remove(key);
    if (old != null) {
      String node = old.nodeName().orElseThrow();
      podsByNode.get(node).remove(key);
      infos.remove(node);
    }
  }
}
