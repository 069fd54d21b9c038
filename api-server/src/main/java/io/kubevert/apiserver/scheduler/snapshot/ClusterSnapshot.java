package io.kubevert.apiserver.scheduler.snapshot;

import java.util.List;
import java.util.Map;

/**
 * The cluster at one moment.
 *
 * @param nodes by name, in order
 * @param namespaces the labels of each namespace
 */
public record ClusterSnapshot(List<NodeInfo> nodes, Map<String, Map<String, String>> namespaces) {

  public Map<String, String> namespaceLabels(String namespace) {
    return namespaces.getOrDefault(namespace, Map.of());
  }
}
