package io.kubevert.kubeproxy.topology;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;

/**
 * Where a node is.
 *
 * @param zone the value of the node's label {@code topology.kubernetes.io/zone}; empty for none
 */
public record NodeTopology(String nodeName, String zone) {
  private static final String ZONE = "topology.kubernetes.io/zone";

  public static NodeTopology decode(ObjectNode node) {
    return new NodeTopology(
        ObjectKey.of(node).name(), node.path("metadata").path("labels").path(ZONE).asText(""));
  }
}
