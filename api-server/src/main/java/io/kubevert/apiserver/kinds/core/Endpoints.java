package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Endpoints, the older form of EndpointSlices. */
public final class Endpoints implements Strategy {
  private Endpoints() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.ENDPOINTS,
        "endpoints",
        List.of("ep"),
        List.of(),
        io.fabric8.kubernetes.api.model.Endpoints.class,
        new Endpoints(),
        List.of(
            Column.objectName(),
            Column.text(
                "Endpoints",
                "The addresses and ports that the Service of this name sends to.",
                Endpoints::addresses),
            Column.age()),
        Set.of());
  }

  @Override
  public void setDefaults(ObjectNode endpoints) {
    for (JsonNode subset : endpoints.path("subsets")) {
      for (JsonNode port : subset.path("ports")) {
        if (port instanceof ObjectNode object) {
          PodSpecDefaults.setDefault(object, "protocol", "TCP");
        }
      }
    }
  }

  @Override
  public void validate(ObjectNode endpoints, FieldErrors errors) {
    EndpointsValidation.validate(endpoints, errors);
  }

  private static String addresses(JsonNode endpoints) {
    List<String> shown = new ArrayList<>();
    for (JsonNode subset : endpoints.path("subsets")) {
      JsonNode addresses = subset.path("addresses");
      if (subset.path("ports").isEmpty()) {
        addresses.forEach(address -> shown.add(address.path("ip").asText("")));
      }
      for (JsonNode port : subset.path("ports")) {
        addresses.forEach(
            address ->
                shown.add(hostAndPort(address.path("ip").asText(""), port.path("port").asInt())));
      }
    }
    return Cells.firstThree(shown, Cells.NONE);
  }

  private static String hostAndPort(String address, int port) {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}
