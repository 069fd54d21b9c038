package io.kubevert.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.MergeRule;
import io.kubevert.apiserver.schema.ModelField;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch: a merge patch that knows which lists of a kind are really maps
 * and merges them element by element.
 */
final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String SET_ORDER = "$setElementOrder/";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

  private StrategicMergePatch() {}

  /** The object as the patch makes it; neither argument is changed. */
  static JsonNode apply(ObjectNode current, ObjectNode patch, Shape shape) {
    return mergeObject(current, patch, shape);
  }

  static ObjectNode mergeObject(ObjectNode current, ObjectNode patch, Shape shape) {
    String directive = patch.path(PATCH).asText("");
    switch (directive) {
      case "", "merge" -> {}
      case "replace" -> {
        return replacement(patch);
      }
      case "delete" -> {
        return Json.object();
      }
      default -> throw unknownDirective(directive);
    }
    ObjectNode result = current.deepCopy();
    retainKeys(result, patch);
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getKey().equals(PATCH) || field.getKey().equals(RETAIN_KEYS)) {
        continue;
      }
      if (field.getKey().startsWith(SET_ORDER) || field.getKey().startsWith(DELETE_FROM)) {
        String name = field.getKey().substring(field.getKey().indexOf('/') + 1);
        if (!patch.has(name) && result.path(name).isArray()) {
          mergeField(result, name, Json.object().arrayNode(), patch, shape);
        }
        continue;
      }
      mergeField(result, field.getKey(), field.getValue(), patch, shape);
    }
    return result;
  }

  private static ObjectNode replacement(ObjectNode patch) {
    ObjectNode replacement = patch.deepCopy();
    replacement.remove(PATCH);
    return replacement;
  }

  private static void mergeField(
      ObjectNode result, String name, JsonNode value, ObjectNode patch, Shape shape) {
    Optional<ModelField> field = field(shape, name);
    Shape fieldShape = field.map(ModelField::shape).orElseGet(() -> valueShape(shape));
    MergeRule merge = field.map(ModelField::merge).orElse(MergeRule.NONE);
    JsonNode current = result.path(name);
    switch (value) {
      case NullNode absent -> result.remove(name);
      case ObjectNode object when merge.replaces() -> result.set(name, replacement(object));
      case ObjectNode object -> {
        ObjectNode base = current instanceof ObjectNode known ? known : Json.object();
        boolean deleted = object.path(PATCH).asText("").equals("delete");
        if (deleted) {
          result.remove(name);
        } else {
          result.set(name, mergeObject(base, object, fieldShape));
        }
      }
      case ArrayNode list when merge.merges() -> {
        ArrayNode base = current instanceof ArrayNode known ? known : result.arrayNode();
        Shape element = fieldShape instanceof Shape.ListOf of ? of.element() : new Shape.Any();
        StrategicList strategicList = new StrategicList(name, merge.mergeKey(), element);
        result.set(
            name,
            strategicList.merge(
                base, list, patch.path(SET_ORDER + name), patch.path(DELETE_FROM + name)));
      }
      default -> result.set(name, value.deepCopy());
    }
  }

  private static Optional<ModelField> field(Shape shape, String name) {
    return shape instanceof Shape.Model model
        ? Optional.ofNullable(model.type().fields().get(name))
        : Optional.empty();
  }

  private static Shape valueShape(Shape shape) {
    return shape instanceof Shape.MapOf map ? map.value() : new Shape.Any();
  }

  private static void retainKeys(ObjectNode result, ObjectNode patch) {
    JsonNode keys = patch.path(RETAIN_KEYS);
    if (keys.isMissingNode()) {
      return;
    }
    Set<String> retained = new HashSet<>();
    keys.forEach(key -> retained.add(key.asText()));
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (!field.getKey().startsWith("$")
          && !retained.contains(field.getKey())
          && !field.getValue().isNull()) {
        throw PatchException.badRequest(
            "invalid patch format of retainKeys: it does not name " + field.getKey());
      }
    }
    result.retain(retained);
  }

  static PatchException unknownDirective(String directive) {
    return PatchException.badRequest(
        "unknown patch directive \"" + directive + "\": use merge, replace or delete");
  }
}
