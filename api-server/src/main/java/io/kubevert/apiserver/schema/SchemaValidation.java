package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whether a value is what a structural schema says, in the words of Kubernetes. */
final class SchemaValidation {
  private SchemaValidation() {}

  /** Adds every fault of a value that is new. */
  static void validate(JsonNode value, SchemaNode node, String path, FieldErrors errors) {
    validate(value, MissingNode.getInstance(), node, path, errors);
  }

  /**
   * Adds every fault but those of parts that are as they were before: a schema may become stricter
   * than what is stored (KEP-4008).
   *
   * @param old the value before; missing when there was none
   * @param path of the value; empty for a whole object
   */
  static void validate(
      JsonNode value, JsonNode old, SchemaNode node, String path, FieldErrors errors) {
    if (value.equals(old)) {
      return;
    }
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
      fields(object, old, node, path, errors);
    } else if (value.isArray() && node.items().isPresent()) {
      items(value, old, node, path, errors);
    }
  }

  private static void fields(
      ObjectNode object, JsonNode old, SchemaNode node, String path, FieldErrors errors) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      Optional<SchemaNode> below = node.below(name);
      boolean ownMetadata = path.isEmpty() && name.equals("metadata");
      if (below.isPresent() && !ownMetadata) {
        validate(field.getValue(), old.path(name), below.get(), at(path, name, node), errors);
      }
    }
  }

  /** The path of a field of an object. */
  static String at(String path, String name, SchemaNode node) {
    if (!node.properties().containsKey(name)) {
      return path + "[" + name + "]";
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void items(
      JsonNode list, JsonNode old, SchemaNode node, String path, FieldErrors errors) {
    Map<JsonNode, JsonNode> before = new HashMap<>();
    if (node.listType().equals("map")) {
      old.forEach(item -> before.put(ListTypes.identity(item, node), item));
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      JsonNode oldItem =
          before.getOrDefault(ListTypes.identity(item, node), MissingNode.getInstance());
      validate(item, oldItem, node.items().get(), path + "[" + i + "]", errors);
    }
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
    return switch (value.getNodeType()) {
      case STRING -> value.asText();
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
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
