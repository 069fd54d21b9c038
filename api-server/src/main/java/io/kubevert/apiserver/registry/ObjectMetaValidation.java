package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The faults of an object's metadata, the same for all kinds but for the syntax of names. */
final class ObjectMetaValidation {
  private static final int ANNOTATION_BYTES = 256 << 10;

  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");

  private ObjectMetaValidation() {}

  static void validate(ObjectNode object, ResourceDefinition definition, FieldErrors errors) {
    JsonNode metadata = object.path("metadata");
    name(metadata, definition, errors);
    labels(metadata.path("labels"), errors);
    annotations(metadata.path("annotations"), errors);
    finalizers(metadata.path("finalizers"), definition, errors);
    ownerReferences(metadata.path("ownerReferences"), errors);
  }

  private static void finalizers(
      JsonNode finalizers, ResourceDefinition definition, FieldErrors errors) {
    for (int i = 0; i < finalizers.size(); i++) {
      String name = finalizers.get(i).asText("");
      Names.qualifiedName(name)
          .forEach(fault -> errors.invalid("metadata.finalizers", name, fault));
      if (definition.schema() instanceof JavaSchema) {
        requireKnownFinalizer(name, "metadata.finalizers[" + i + "]", errors);
      }
    }
  }

  /** Adds a fault if somebody who is to be waited for before an object goes is not known. */
  static void requireKnownFinalizer(String name, String path, FieldErrors errors) {
    if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
      errors.invalid(
          path, name, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  private static void name(JsonNode metadata, ResourceDefinition definition, FieldErrors errors) {
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      errors.required("metadata.name", "name or generateName is required");
      return;
    }
    for (String fault : definition.strategy().nameFaults(name)) {
      errors.invalid("metadata.name", name, fault);
    }
  }

  private static void labels(JsonNode labels, FieldErrors errors) {
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      Names.qualifiedName(label.getKey())
          .forEach(fault -> errors.invalid("metadata.labels", label.getKey(), fault));
      if (!label.getValue().isTextual() && !label.getValue().isNull()) {
        errors.invalid("metadata.labels", label.getValue(), "must be a string");
        continue;
      }
      Names.labelValue(label.getValue().asText(""))
          .forEach(fault -> errors.invalid("metadata.labels", label.getValue().asText(), fault));
    }
  }

  private static void annotations(JsonNode annotations, FieldErrors errors) {
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      Names.qualifiedName(annotation.getKey().toLowerCase(Locale.ROOT))
          .forEach(fault -> errors.invalid("metadata.annotations", annotation.getKey(), fault));
      size += annotation.getKey().getBytes(StandardCharsets.UTF_8).length;
      size += annotation.getValue().asText("").getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > ANNOTATION_BYTES) {
      errors.tooLong("metadata.annotations", ANNOTATION_BYTES);
    }
  }

  private static void ownerReferences(JsonNode owners, FieldErrors errors) {
    int index = 0;
    int controllers = 0;
    for (JsonNode owner : owners) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.path(field).asText("").isEmpty()) {
          errors.invalid(
              "metadata.ownerReferences[" + index + "]." + field, "", "must not be empty");
        }
      }
      controllers += owner.path("controller").asBoolean() ? 1 : 0;
      index++;
    }
    if (controllers > 1) {
      errors.invalid(
          "metadata.ownerReferences",
          owners,
          "Only one reference can have Controller set to true.");
    }
  }
}
