package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.Comparator;

/** A port that every endpoint of a slice or subset has. */
public record EndpointPort(String name, String protocol, int port, String appProtocol)
    implements Comparable<EndpointPort> {
  private static final Comparator<EndpointPort> ORDER =
      Comparator.comparing(EndpointPort::name)
          .thenComparing(EndpointPort::protocol)
          .thenComparing(EndpointPort::port)
          .thenComparing(EndpointPort::appProtocol);

  public static EndpointPort of(JsonNode node) {
    return new EndpointPort(
        node.path("name").asText(""),
        node.path("protocol").asText("TCP"),
        node.path("port").asInt(),
        node.path("appProtocol").asText(""));
  }

  /** As in an EndpointSlice, where a port without a name has an empty one. */
  public ObjectNode toJson() {
    ObjectNode node = Json.object().put("name", name);
    node.put("protocol", protocol).put("port", port);
    if (!appProtocol.isEmpty()) {
      node.put("appProtocol", appProtocol);
    }
    return node;
  }

  @Override
  public int compareTo(EndpointPort other) {
    return ORDER.compare(this, other);
  }
}
