package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether a value is what a structural schema says, in the words of Kubernetes. */
final class SchemaValidation {
  private SchemaValidation() {}

  /**
   * Adds every fault.
   *
   * @param path of the value; empty for a whole object
   */
  static void validate(JsonNode value, SchemaNode node, String path, FieldErrors errors) {
    if (value.isNull() && node.isNullable()) {
      return;
    }
    if (!isOfType(value, node)) {
      errors.invalid(
          path,
          shown(value),
          path + " in body must be of type " + node.type() + ": " + quoted(value));
      return;
    }
    ValueValidation.validate(value, node.document(), path, errors);
    if (value instanceof ObjectNode object) {
      fields(object, node, path, errors);
    } else if (value.isArray()) {
      items(value, node, path, errors);
    }
  }

  private static void fields(ObjectNode object, SchemaNode node, String path, FieldErrors errors) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      SchemaNode below = node.properties().getOrDefault(field.getKey(), node.values().orElse(null));
      boolean ownMetadata = path.isEmpty() && field.getKey().equals("metadata");
      if (below != null && !ownMetadata) {
        validate(field.getValue(), below, at(path, field.getKey(), node), errors);
      }
    }
  }

  private static String at(String path, String name, SchemaNode node) {
    if (!node.properties().containsKey(name)) {
      return path + "[" + name + "]";
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void items(JsonNode list, SchemaNode node, String path, FieldErrors errors) {
    for (int i = 0; i < list.size(); i++) {
      if (node.items().isPresent()) {
        validate(list.get(i), node.items().get(), path + "[" + i + "]", errors);
      }
    }
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode identity =
          switch (node.listType()) {
            case "set" -> list.get(i);
            case "map" -> keys(list.get(i), node);
            default -> null;
          };
      if (identity != null && !seen.add(identity)) {
        errors.duplicate(path + "[" + i + "]", shown(identity, true));
      }
    }
  }

  private static JsonNode keys(JsonNode item, SchemaNode node) {
    ObjectNode keys = Json.object();
    node.mapKeys().stream().filter(item::has).forEach(key -> keys.set(key, item.get(key)));
    return keys;
  }

  private static boolean isOfType(JsonNode value, SchemaNode node) {
    if (node.isIntOrString()) {
      return value.isIntegralNumber() || value.isTextual();
    }
    return switch (node.type()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> isInteger(value);
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  /** 1.0 counts as an integer, as it does in JSON schema. */
  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || value.isNumber() && value.asDouble() == Math.rint(value.asDouble());
  }

  /** A value as a fault shows it: what has parts is named by its type. */
  static Object shown(JsonNode value) {
    return shown(value, false);
  }

  private static Object shown(JsonNode value, boolean whole) {
    return switch (value.getNodeType()) {
      case STRING -> value.asText();
      case OBJECT, POJO -> whole ? value : "object";
      case ARRAY -> whole ? value : "array";
      case NULL, MISSING -> "null";
      case NUMBER, BOOLEAN, BINARY -> value;
    };
  }

  private static String quoted(JsonNode value) {
    return "\"" + (value.isValueNode() ? typeOf(value) : shown(value)) + "\"";
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING, BINARY -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case NULL, MISSING -> "null";
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
    };
  }
}
