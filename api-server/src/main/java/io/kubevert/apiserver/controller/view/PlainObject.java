package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/** An object of which only the metadata matters. */
public record PlainObject(Metadata metadata) implements KubeObject {

  public static PlainObject of(JsonNode object) {
    return new PlainObject(Metadata.of(object));
  }
}
