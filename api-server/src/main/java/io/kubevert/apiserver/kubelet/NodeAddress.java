package io.kubevert.apiserver.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;

/**
 * Where a node's agent listens.
 *
 * @param node the name that its certificate proves
 */
record NodeAddress(String node, String host, int port) {

  /**
   * @throws StatusException if the node does not say where its agent is
   */
  static NodeAddress of(JsonNode node) {
    String name = node.path("metadata").path("name").asText();
    JsonNode status = node.path("status");
    int port = status.path("daemonEndpoints").path("kubeletEndpoint").path("Port").asInt();
    for (JsonNode address : status.path("addresses")) {
      if (address.path("type").asText().equals("InternalIP") && port > 0) {
        return new NodeAddress(name, address.path("address").asText(), port);
      }
    }
    throw new StatusException(
        Statuses.unavailable("node " + name + " does not say where its agent listens"));
  }
}
