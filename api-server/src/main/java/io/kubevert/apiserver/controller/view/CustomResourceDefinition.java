package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ResourceType;
import java.util.Optional;

/**
 * A kind that users define.
 *
 * @param stored its resource in the version that is stored; empty unless that is served
 */
public record CustomResourceDefinition(Metadata metadata, Optional<ResourceType> stored)
    implements KubeObject {

  public static CustomResourceDefinition of(JsonNode object) {
    boolean established =
        Fields.condition(object.path("status").path("conditions"), "Established")
            .path("status")
            .asText()
            .equals("True");
    return new CustomResourceDefinition(
        Metadata.of(object), established ? stored(object.path("spec")) : Optional.empty());
  }

  private static Optional<ResourceType> stored(JsonNode spec) {
    for (JsonNode version : spec.path("versions")) {
      if (version.path("storage").asBoolean() && version.path("served").asBoolean()) {
        return Optional.of(
            new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                spec.path("names").path("kind").asText(),
                spec.path("names").path("plural").asText(),
                spec.path("scope").asText().equals("Namespaced")));
      }
    }
    return Optional.empty();
  }
}
