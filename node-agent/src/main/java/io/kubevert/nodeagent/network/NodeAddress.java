package io.kubevert.nodeagent.network;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a node and its pods are.
 *
 * @param address its InternalIP; empty if unknown
 * @param podRange its pods' addresses; empty if it was given none
 */
public record NodeAddress(String name, String address, String podRange) {

  public static NodeAddress of(JsonNode node) {
    String address = "";
    for (JsonNode each : node.path("status").path("addresses")) {
      String text = each.path("address").asText("");
      if (each.path("type").asText().equals("InternalIP") && Ipv4Range.isAddress(text)) {
        address = text;
        break;
      }
    }
    return new NodeAddress(
        node.path("metadata").path("name").asText(),
        address,
        node.path("spec").path("podCIDR").asText(""));
  }
}
