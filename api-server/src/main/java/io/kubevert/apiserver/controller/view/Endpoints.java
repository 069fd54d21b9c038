package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An Endpoints object.
 *
 * @param subsets its subsets as they are; not to be changed
 */
public record Endpoints(Metadata metadata, JsonNode subsets) implements KubeObject {

  public static Endpoints of(JsonNode object) {
    return new Endpoints(Metadata.of(object), object.path("subsets"));
  }
}
