package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kubevert.apiserver.validation.Quantities;
import java.util.Iterator;
import java.util.Map;

/**
 * Makes a tree that a stranger sent into one that the server may rely on: every field that the kind
 * has is of the right type, and a field that is null is absent, as if it had been read into the
 * kind's Java type and written again; amounts are in their canonical form. Unknown fields are left
 * to {@link UnknownFields}.
 */
final class Decoding {
  private Decoding() {}

  /**
   * Checks the object and drops its nulls, in place.
   *
   * @throws IllegalArgumentException if a value is of the wrong type, with its path
   */
  static void decode(ObjectNode object, ObjectType model) {
    decode(object, model, "");
  }

  /**
   * As above, for an object that is part of another.
   *
   * @param path where it is; empty for the whole
   */
  static void decode(ObjectNode object, ObjectType model, String path) {
    decodeModel(object, model, path);
  }

  private static void decodeModel(ObjectNode object, ObjectType model, String path) {
    Map<String, ModelField> fields = model.fields();
    for (Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
        entries.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = entries.next();
      ModelField field = fields.get(entry.getKey());
      if (entry.getValue().isNull() || field == null && !UnknownFields.isTypeMeta(entry, path)) {
        entries.remove();
      } else if (field != null) {
        String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
        decode(entry.getValue(), field.shape(), at);
        canonicalize(entry, field.shape());
      }
    }
  }

  private static void decode(JsonNode value, Shape shape, String path) {
    switch (shape) {
      case Shape.Model model -> {
        if (!(value instanceof ObjectNode object)) {
          throw mismatch(value, path, model.type().name());
        }
        decodeModel(object, model.type(), path);
      }
      case Shape.ListOf list -> {
        if (!value.isArray()) {
          throw mismatch(value, path, "list");
        }
        for (int i = 0; i < value.size(); i++) {
          decode(value.get(i), list.element(), path + "[" + i + "]");
        }
      }
      case Shape.MapOf map -> {
        if (!value.isObject()) {
          throw mismatch(value, path, "map");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          decode(entry.getValue(), map.value(), path + "." + entry.getKey());
          canonicalize(entry, map.value());
        }
      }
      case Shape.Scalar scalar -> {
        if (!fits(value, scalar)) {
          throw mismatch(value, path, scalar.format().isEmpty() ? scalar.type() : scalar.format());
        }
        switch (scalar.format()) {
          case "date-time" -> TextValues.requireTime(value.asText());
          case "byte" -> TextValues.requireBytes(value.asText().replace("\n", ""));
          default -> {}
        }
      }
      case Shape.Any any -> {}
    }
  }

  /** Amounts are kept as Kubernetes writes them, so that equal ones are equal texts. */
  private static void canonicalize(Map.Entry<String, JsonNode> entry, Shape shape) {
    if (shape instanceof Shape.Scalar scalar && scalar.format().equals("quantity")) {
      String text = entry.getValue().asText();
      String canonical =
          Quantities.canonical(text)
              .orElseThrow(() -> new IllegalArgumentException(Quantities.FAULT));
      entry.setValue(TextNode.valueOf(canonical));
    }
  }

  private static boolean fits(JsonNode value, Shape.Scalar scalar) {
    return switch (scalar.type()) {
      case "integer" ->
          scalar.format().equals("int32")
              ? value.canConvertToInt() && value.isIntegralNumber()
              : value.canConvertToLong() && value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default ->
          switch (scalar.format()) {
            case "int-or-string" -> value.isTextual() || value.isInt();
            case "quantity" -> value.isTextual() || value.isNumber();
            default -> value.isTextual();
          };
    };
  }

  private static IllegalArgumentException mismatch(JsonNode value, String path, String wanted) {
    String actual =
        switch (value.getNodeType()) {
          case ARRAY -> "array";
          case BOOLEAN -> "bool";
          case NULL, MISSING -> "null";
          case NUMBER -> "number " + value.asText();
          case STRING -> "string";
          case OBJECT, POJO -> "object";
          case BINARY -> "bytes";
        };
    return new IllegalArgumentException(
        "json: cannot unmarshal " + actual + " into field " + path + " of type " + wanted);
  }
}
