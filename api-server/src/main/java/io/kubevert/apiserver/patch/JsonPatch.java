package io.kubevert.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** JSON patch (RFC 6902): operations on single places, applied in turn. */
final class JsonPatch {
  private static final int MOST_OPERATIONS = 10_000;

  private JsonPatch() {}

  /** Applies the operations to the document, which is changed. */
  static JsonNode apply(JsonNode document, ArrayNode operations) {
    if (operations.size() > MOST_OPERATIONS) {
      throw new PatchException(
          PatchException.Kind.TOO_LARGE,
          "The allowed maximum operations in a JSON patch is "
              + MOST_OPERATIONS
              + ", got "
              + operations.size());
    }
    JsonNode result = document;
    for (JsonNode operation : operations) {
      result = applyOne(result, operation);
    }
    return result;
  }

  private static JsonNode applyOne(JsonNode document, JsonNode operation) {
    String name = operation.path("op").asText("");
    Pointer path = pointer(operation, "path");
    return switch (name) {
      case "add" -> path.add(document, value(operation));
      case "remove" -> path.remove(document);
      case "replace" -> path.replace(document, value(operation));
      case "move" -> {
        Pointer from = pointer(operation, "from");
        if (path.isInside(from)) {
          throw PatchException.unprocessable("cannot move " + from + " into itself: " + path);
        }
        JsonNode value = from.get(document);
        yield path.add(from.remove(document), value);
      }
      case "copy" -> path.add(document, pointer(operation, "from").get(document).deepCopy());
      case "test" -> {
        if (!sameValue(path.getOrNull(document), value(operation))) {
          throw PatchException.unprocessable("testing value " + path + " failed: test failed");
        }
        yield document;
      }
      default ->
          throw PatchException.badRequest(
              "Unexpected kind: " + name + ": use add, remove, replace, move, copy or test");
    };
  }

  private static Pointer pointer(JsonNode operation, String field) {
    JsonNode text = operation.path(field);
    if (!text.isTextual()) {
      throw PatchException.badRequest(
          "operation " + operation.path("op").asText("") + " has no \"" + field + "\"");
    }
    return Pointer.parse(text.textValue());
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw PatchException.badRequest(
          "operation " + operation.path("op").asText("") + " has no \"value\"");
    }
    return value.deepCopy();
  }

  /** Equality of RFC 6902, 4.6: numbers by their value, however they are written. */
  private static boolean sameValue(JsonNode one, JsonNode other) {
    return one.equals(
        (a, b) -> {
          if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
          }
          return a.equals(b) ? 0 : 1;
        },
        other);
  }
}
