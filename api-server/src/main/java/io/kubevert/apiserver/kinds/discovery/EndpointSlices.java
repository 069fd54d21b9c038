package io.kubevert.apiserver.kinds.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** EndpointSlices. */
public final class EndpointSlices implements Strategy {
  private EndpointSlices() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.ENDPOINT_SLICES,
        "endpointslice",
        List.of(),
        List.of(),
        EndpointSlice.class,
        new EndpointSlices(),
        List.of(
            Column.objectName(),
            Column.text(
                "AddressType",
                "IPv4, IPv6 or FQDN.",
                object -> object.path("addressType").asText("")),
            Column.text("Ports", "The ports of every endpoint.", EndpointSlices::ports),
            Column.text("Endpoints", "The addresses of the endpoints.", EndpointSlices::addresses),
            Column.age()),
        Set.of());
  }

  @Override
  public void setDefaults(ObjectNode slice) {
    for (JsonNode port : slice.path("ports")) {
      if (port instanceof ObjectNode object) {
        if (!object.has("name")) {
          object.put("name", "");
        }
        if (!object.has("protocol")) {
          object.put("protocol", "TCP");
        }
      }
    }
  }

  @Override
  public void validate(ObjectNode slice, FieldErrors errors) {
    EndpointSliceValidation.validate(slice, errors);
  }

  @Override
  public void validateUpdate(ObjectNode slice, ObjectNode old, FieldErrors errors) {
    if (!slice.path("addressType").equals(old.path("addressType"))) {
      errors.invalid("addressType", slice.path("addressType").asText(""), "field is immutable");
    }
  }

  @Override
  public boolean specChanged(ObjectNode slice, ObjectNode old) {
    return !slice.path("endpoints").equals(old.path("endpoints"))
        || !slice.path("ports").equals(old.path("ports"));
  }

  private static String ports(JsonNode slice) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : slice.path("ports")) {
      ports.add(port.hasNonNull("port") ? port.path("port").asText() : port.path("name").asText());
    }
    return Cells.firstThree(ports, "<unset>");
  }

  private static String addresses(JsonNode slice) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : slice.path("endpoints")) {
      endpoint.path("addresses").forEach(address -> addresses.add(address.asText()));
    }
    return Cells.firstThree(addresses, "<unset>");
  }
}
