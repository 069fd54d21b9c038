package io.kubevert.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that a strategic merge patch merges element by element.
 *
 * @param name the field, for error messages
 * @param mergeKey what tells the elements apart; empty when they are scalars
 * @param element what one of them looks like
 */
record StrategicList(String name, String mergeKey, Shape element) {

  ArrayNode merge(ArrayNode current, ArrayNode patch, JsonNode order, JsonNode deletions) {
    List<JsonNode> elements = new ArrayList<>();
    current.forEach(elements::add);
    List<JsonNode> merged =
        mergeKey.isEmpty() ? mergeScalars(elements, patch, deletions) : mergeByKey(elements, patch);
    List<JsonNode> ordered = order.isArray() ? inOrder(merged, order, elements) : merged;
    ArrayNode result = Json.object().arrayNode();
    ordered.forEach(result::add);
    return result;
  }

  private static List<JsonNode> mergeScalars(
      List<JsonNode> elements, ArrayNode patch, JsonNode deletions) {
    List<JsonNode> merged = new ArrayList<>(elements);
    for (JsonNode deletion : deletions) {
      merged.removeIf(deletion::equals);
    }
    for (JsonNode added : patch) {
      if (!merged.contains(added)) {
        merged.add(added);
      }
    }
    return merged;
  }

  private List<JsonNode> mergeByKey(List<JsonNode> elements, ArrayNode patch) {
    List<JsonNode> merged = new ArrayList<>(elements);
    for (JsonNode change : patch) {
      if (change.path("$patch").asText("").equals("replace") && change.size() == 1) {
        merged.clear();
        patch.forEach(
            other -> {
              if (!other.has("$patch")) {
                merged.add(other.deepCopy());
              }
            });
        return merged;
      }
    }
    for (JsonNode change : patch) {
      mergeElement(merged, change);
    }
    return merged;
  }

  private void mergeElement(List<JsonNode> merged, JsonNode change) {
    if (!(change instanceof ObjectNode object) || !object.hasNonNull(mergeKey)) {
      throw PatchException.unprocessable(
          name + ": " + change + " does not contain declared merge key: " + mergeKey);
    }
    int at = indexOf(merged, object.get(mergeKey));
    if (object.path("$patch").asText("").equals("delete")) {
      merged.removeIf(candidate -> candidate.path(mergeKey).equals(object.get(mergeKey)));
      return;
    }
    ObjectNode base = at >= 0 && merged.get(at) instanceof ObjectNode known ? known : Json.object();
    ObjectNode result = StrategicMergePatch.mergeObject(base, object, element);
    if (at >= 0) {
      merged.set(at, result);
    } else {
      merged.add(result);
    }
  }

  private int indexOf(List<JsonNode> elements, JsonNode key) {
    for (int i = 0; i < elements.size(); i++) {
      if (identity(elements.get(i)).equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private JsonNode identity(JsonNode element) {
    return mergeKey.isEmpty() ? element : element.path(mergeKey);
  }

  /**
   * The elements that the order names come in that order; the others are put among them, as near as
   * possible to where they were.
   */
  private List<JsonNode> inOrder(List<JsonNode> merged, JsonNode order, List<JsonNode> before) {
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>(merged);
    for (JsonNode entry : order) {
      int at = indexOf(others, identity(entry));
      if (at >= 0) {
        named.add(others.remove(at));
      }
    }
    int from = 0;
    for (JsonNode other : others) {
      int rank = indexOf(before, identity(other));
      int at = from;
      while (at < named.size() && !comesAfter(named.get(at), rank, before)) {
        at++;
      }
      named.add(at, other);
      from = at + 1;
    }
    return named;
  }

  private boolean comesAfter(JsonNode element, int rank, List<JsonNode> before) {
    int other = indexOf(before, identity(element));
    return rank >= 0 && other > rank;
  }
}
