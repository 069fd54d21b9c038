package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;

/** An entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {

  static OwnerReference of(JsonNode node) {
    return new OwnerReference(
        node.path("apiVersion").asText(),
        node.path("kind").asText(),
        node.path("name").asText(),
        node.path("uid").asText(),
        node.path("controller").asBoolean(),
        node.path("blockOwnerDeletion").asBoolean());
  }

  /** The reference by which a controller's object owns another. */
  public static OwnerReference controlledBy(ResourceType type, Metadata owner) {
    return new OwnerReference(
        type.apiVersion(), type.kind(), owner.name(), owner.uid(), true, true);
  }

  public ObjectNode toJson() {
    ObjectNode node = Json.object();
    node.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
    if (controller) {
      node.put("controller", true);
    }
    if (blockOwnerDeletion) {
      node.put("blockOwnerDeletion", true);
    }
    return node;
  }
}
