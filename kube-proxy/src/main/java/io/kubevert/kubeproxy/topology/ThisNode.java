package io.kubevert.kubeproxy.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the proxy needs to know of its own Node object.
 *
 * @param eligible whether load balancers may send traffic here: not while the node is being removed
 */
public record ThisNode(NodeTopology topology, boolean eligible) {
  private static final String GOING = "ToBeDeletedByClusterAutoscaler";

  /** A node of which nothing is known yet. */
  public static ThisNode unknown(String name) {
    return new ThisNode(new NodeTopology(name, ""), true);
  }

  public static ThisNode decode(ObjectNode node) {
    boolean going = node.path("metadata").hasNonNull("deletionTimestamp");
    for (JsonNode taint : node.path("spec").path("taints")) {
      going |= taint.path("key").asText("").equals(GOING);
    }
    return new ThisNode(NodeTopology.decode(node), !going);
  }
}
