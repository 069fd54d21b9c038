package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** The schemas of custom resources as OpenAPI has them. */
final class CustomSchemas {
  /** What version 2 of OpenAPI does not know. */
  private static final List<String> NOT_IN_V2 =
      List.of("allOf", "anyOf", "oneOf", "not", "nullable");

  private CustomSchemas() {}

  static ObjectNode of(JsonNode document, OpenApiStyle style, ModelSchemas schemas) {
    ObjectNode schema = document.deepCopy();
    if (style == OpenApiStyle.V2) {
      simplify(schema);
    }
    ObjectNode properties = schema.withObject("/properties");
    properties
        .putObject("apiVersion")
        .put("type", "string")
        .put("description", "The versioned schema of this representation of an object.");
    properties
        .putObject("kind")
        .put("type", "string")
        .put("description", "The REST resource that this object represents.");
    ObjectNode metadata = properties.putObject("metadata");
    switch (style) {
      case V2 -> metadata.setAll(schemas.reference(ObjectMeta.class));
      case V3 -> metadata.putArray("allOf").add(schemas.reference(ObjectMeta.class));
    }
    return schema;
  }

  private static void simplify(ObjectNode schema) {
    schema.remove(NOT_IN_V2);
    boolean open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || schema.path("x-kubernetes-int-or-string").asBoolean();
    if (open) {
      schema.remove(List.of("type", "properties", "items"));
    }
    schema.path("properties").forEach(CustomSchemas::simplifyObject);
    simplifyObject(schema.path("items"));
    simplifyObject(schema.path("additionalProperties"));
  }

  private static void simplifyObject(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      simplify(object);
    }
  }
}
