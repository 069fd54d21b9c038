package io.kubevert.nodeagent.environment;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What environment variables tell of a Service.
 *
 * @param clusterIp empty when it has none
 */
public record ServiceAddress(ObjectKey key, String clusterIp, List<Port> ports) {

  /** One port; the name may be empty. */
  public record Port(String name, String protocol, int port) {}

  public static ServiceAddress of(JsonNode service) {
    List<Port> ports = new ArrayList<>();
    JsonNode spec = service.path("spec");
    for (JsonNode port : spec.path("ports")) {
      ports.add(
          new Port(
              port.path("name").asText(""),
              port.path("protocol").asText("TCP"),
              port.path("port").asInt()));
    }
    String address = spec.path("clusterIP").asText("");
    boolean none = address.equals("None") || spec.path("type").asText("").equals("ExternalName");
    return new ServiceAddress(ObjectKey.of(service), none ? "" : address, List.copyOf(ports));
  }
}
