package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/** What is beside an object in its namespace. */
final class InNamespace {
  private InNamespace() {}

  static List<ObjectNode> of(ObjectNode object, ResourceType type, OtherObjects others) {
    String namespace = object.path("metadata").path("namespace").asText("");
    return others.all(type).stream()
        .filter(each -> each.path("metadata").path("namespace").asText().equals(namespace))
        .toList();
  }
}
