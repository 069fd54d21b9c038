package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some of a Service's endpoints.
 *
 * @param service the Service, by the label {@code kubernetes.io/service-name}
 * @param ports the numbers of the ports by name; the unnamed one has an empty name
 */
public record EndpointSlice(
    ObjectKey key, ObjectKey service, Map<String, Integer> ports, List<Address> addresses) {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  /**
   * One endpoint (KEP-1672).
   *
   * @param ready takes new connections
   * @param draining is about to end, but still serves
   */
  public record Address(String address, boolean ready, boolean draining) {}

  /** Reads what the API server sends. */
  public static EndpointSlice of(JsonNode object) {
    ObjectKey key = ObjectKey.of(object);
    Map<String, Integer> ports = new HashMap<>();
    object
        .path("ports")
        .forEach(port -> ports.put(port.path("name").asText(""), port.path("port").asInt()));
    List<Address> addresses = new ArrayList<>();
    for (JsonNode endpoint : object.path("endpoints")) {
      JsonNode conditions = endpoint.path("conditions");
      boolean ready = conditions.path("ready").asBoolean(true);
      boolean draining =
          conditions.path("terminating").asBoolean(false)
              && conditions.path("serving").asBoolean(ready);
      endpoint
          .path("addresses")
          .forEach(address -> addresses.add(new Address(address.asText(), ready, draining)));
    }
    return new EndpointSlice(
        key,
        new ObjectKey(
            key.namespace(), object.path("metadata").path("labels").path(SERVICE_LABEL).asText("")),
        Map.copyOf(ports),
        List.copyOf(addresses));
  }
}
