package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/** A Lease; that it was renewed shows as a new revision, whatever the clocks say. */
public record Lease(Metadata metadata, String holder, String renewTime) implements KubeObject {

  public static Lease of(JsonNode object) {
    JsonNode spec = object.path("spec");
    return new Lease(
        Metadata.of(object), spec.path("holderIdentity").asText(), spec.path("renewTime").asText());
  }
}
