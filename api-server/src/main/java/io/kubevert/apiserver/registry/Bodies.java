package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;

/** Checks that a body is what its request's path says. */
final class Bodies {

  private Bodies() {}

  /** Fills in or checks apiVersion and kind. */
  static void identify(ObjectNode object, ResourceDefinition definition) {
    ResourceType type = definition.type();
    String apiVersion = object.path("apiVersion").asText("");
    String kind = object.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals(type.kind())) {
      throw refused(
          kind + " in version \"" + type.version() + "\" cannot be handled as a " + type.kind());
    }
    if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
      throw refused(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
  }

  /** Fills in or checks the namespace. */
  static void place(ObjectNode object, ResourceDefinition definition, String namespace) {
    ObjectNode metadata = ObjectMeta.of(object);
    if (!definition.type().namespaced()) {
      metadata.remove("namespace");
      return;
    }
    String given = metadata.path("namespace").asText("");
    if (!given.isEmpty() && !given.equals(namespace)) {
      throw refused(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata.put("namespace", namespace);
  }

  /** Fills in or checks the name. */
  static void name(ObjectNode object, String name) {
    ObjectNode metadata = ObjectMeta.of(object);
    String given = metadata.path("name").asText("");
    if (!given.isEmpty() && !given.equals(name)) {
      throw refused(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
    metadata.put("name", name);
  }

  private static StatusException refused(String message) {
    return new StatusException(Statuses.badRequest(message));
  }
}
