package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether a schema is structural: says of every field what it is, and refers to nothing outside
 * (KEP-1111). The faults are in the words of Kubernetes.
 */
public final class StructuralCheck {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> LIST_TYPES = List.of("atomic", "map", "set");
  private static final List<String> MAP_TYPES = List.of("atomic", "granular");
  private static final List<String> NEVER =
      List.of("$ref", "definitions", "dependencies", "patternProperties", "additionalItems");
  private static final List<String> NOT_IN_CONDITIONS =
      List.of("description", "type", "default", "additionalProperties", "nullable");

  private StructuralCheck() {}

  /**
   * Adds every fault of a schema.
   *
   * @param path of the schema
   */
  public static void check(JsonNode schema, String path, FieldErrors errors) {
    String type = schema.path("type").asText("");
    if (type.isEmpty()) {
      errors.required(path + ".type", "must not be empty at the root");
    } else if (!type.equals("object")) {
      errors.invalid(path + ".type", type, "must be object at the root");
    }
    metadata(schema.path("properties").path("metadata"), path, errors);
    place(schema, path, errors);
  }

  private static void metadata(JsonNode metadata, String path, FieldErrors errors) {
    boolean more =
        metadata.path("properties").properties().stream()
            .map(Map.Entry::getKey)
            .anyMatch(name -> !name.equals("name") && !name.equals("generateName"));
    if (more) {
      errors.forbidden(
          path + ".properties[metadata]",
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
  }

  private static void place(JsonNode schema, String path, FieldErrors errors) {
    String type = schema.path("type").asText("");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.notSupported(path + ".type", type, TYPES);
    }
    never(schema, path, errors);
    pattern(schema.path("pattern"), path, errors);
    objects(schema, type, path, errors);
    lists(schema, type, path, errors);
    for (String combination : List.of("allOf", "anyOf", "oneOf")) {
      JsonNode conditions = schema.path(combination);
      for (int i = 0; i < conditions.size(); i++) {
        condition(conditions.get(i), schema, path + "." + combination + "[" + i + "]", errors);
      }
    }
    if (schema.path("not").isObject()) {
      condition(schema.path("not"), schema, path + ".not", errors);
    }
    standard(schema, path, errors);
  }

  private static void never(JsonNode schema, String path, FieldErrors errors) {
    NEVER.stream()
        .filter(schema::has)
        .forEach(field -> errors.forbidden(path + "." + field, field + " is not supported"));
    if (schema.path("uniqueItems").asBoolean()) {
      errors.forbidden(
          path + ".uniqueItems",
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
  }

  private static void pattern(JsonNode pattern, String path, FieldErrors errors) {
    try {
      Pattern.compile(pattern.asText(""));
    } catch (PatternSyntaxException e) {
      errors.invalid(
          path + ".pattern",
          pattern.asText(),
          "must be a valid regular expression, but isn't: " + e.getDescription());
    }
  }

  private static void objects(JsonNode schema, String type, String path, FieldErrors errors) {
    JsonNode values = schema.path("additionalProperties");
    if (schema.has("properties") && (values.isObject() || values.asBoolean())) {
      errors.forbidden(
          path + ".additionalProperties",
          "additionalProperties and properties are mutual exclusive");
    }
    if (values.isBoolean() && !values.asBoolean()) {
      errors.forbidden(
          path + ".additionalProperties", "additionalProperties cannot be set to false");
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String at = path + ".properties[" + property.getKey() + "]";
              typed(property.getValue(), at, "object fields", errors);
              place(property.getValue(), at, errors);
            });
    if (values.isObject()) {
      typed(values, path + ".additionalProperties", "object fields", errors);
      place(values, path + ".additionalProperties", errors);
    }
    JsonNode mapType = schema.path("x-kubernetes-map-type");
    if (mapType.isTextual() && !MAP_TYPES.contains(mapType.asText())) {
      errors.notSupported(path + ".x-kubernetes-map-type", mapType.asText(), MAP_TYPES);
    }
    if (schema.path("x-kubernetes-embedded-resource").asBoolean() && !type.equals("object")) {
      errors.invalid(
          path + ".type", type, "must be object if x-kubernetes-embedded-resource is true");
    }
  }

  private static void lists(JsonNode schema, String type, String path, FieldErrors errors) {
    JsonNode items = schema.path("items");
    if (type.equals("array") && !items.isObject()) {
      if (items.isArray()) {
        errors.forbidden(path + ".items", "items must be a schema object and not an array");
      } else {
        errors.required(path + ".items", "must be specified");
      }
    }
    if (items.isObject()) {
      typed(items, path + ".items", "array items", errors);
      place(items, path + ".items", errors);
    }
    String listType = schema.path("x-kubernetes-list-type").asText("");
    JsonNode keys = schema.path("x-kubernetes-list-map-keys");
    if (!listType.isEmpty() && !LIST_TYPES.contains(listType)) {
      errors.notSupported(path + ".x-kubernetes-list-type", listType, LIST_TYPES);
    }
    if (listType.equals("map") && keys.isEmpty()) {
      errors.required(
          path + ".x-kubernetes-list-map-keys",
          "must not be empty if x-kubernetes-list-type is map");
    }
    if (!keys.isEmpty() && !listType.equals("map")) {
      errors.invalid(
          path + ".x-kubernetes-list-type",
          listType,
          "must be map if x-kubernetes-list-map-keys is non-empty");
    }
    for (int i = 0; i < keys.size(); i++) {
      if (!items.path("properties").has(keys.get(i).asText())) {
        errors.invalid(
            path + ".x-kubernetes-list-map-keys[" + i + "]",
            keys.get(i).asText(),
            "entries must all be names of item properties");
      }
    }
  }

  private static void typed(JsonNode schema, String path, String what, FieldErrors errors) {
    boolean free =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || schema.path("x-kubernetes-int-or-string").asBoolean();
    if (schema.path("type").asText("").isEmpty() && !free) {
      errors.required(path + ".type", "must not be empty for specified " + what);
    }
  }

  /** What is said in a condition must have been said of the value before. */
  private static void condition(
      JsonNode condition, JsonNode schema, String path, FieldErrors errors) {
    boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
    for (String field : NOT_IN_CONDITIONS) {
      if (condition.has(field) && !(intOrString && field.equals("type"))) {
        errors.forbidden(path + "." + field, "must be empty to be structural");
      }
    }
    condition
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode known = schema.path("properties").path(property.getKey());
              String at = path + ".properties[" + property.getKey() + "]";
              if (known.isMissingNode() && !schema.path("additionalProperties").isObject()) {
                errors.required(
                    at.replaceFirst("\\.(allOf|anyOf|oneOf)\\[\\d+]|\\.not", ""),
                    "because it is defined in " + at);
              } else {
                condition(property.getValue(), known, at, errors);
              }
            });
  }

  private static void standard(JsonNode schema, String path, FieldErrors errors) {
    if (!schema.has("default")) {
      return;
    }
    JsonNode value = schema.get("default").deepCopy();
    FieldErrors faults = new FieldErrors();
    SchemaNode node = SchemaNode.of(schema);
    Defaulting.apply(value, node);
    SchemaValidation.validate(value, node, path + ".default", faults);
    ListTypes.validate(value, node, path + ".default", faults);
    errors.addAll(faults);
  }
}
