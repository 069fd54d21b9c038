package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.MergeRule;
import io.kubevert.apiserver.schema.ModelField;
import io.kubevert.apiserver.schema.ObjectType;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of a value that can have owners of their own. */
final class Parts {
  private Parts() {}

  /**
   * A value at a place of the schema.
   *
   * @param merge of the field that it is in
   */
  record Part(JsonNode value, Shape shape, MergeRule merge) {}

  /** The whole object as a part. */
  static Part root(JsonNode object, Shape shape) {
    return new Part(object, shape, MergeRule.NONE);
  }

  /** The parts of a value by their path elements; empty when it has one owner as a whole. */
  static Optional<Map<String, Part>> of(Part part) {
    return switch (part.shape()) {
      case Shape.Model model
          when part.value().isObject() && !part.merge().hasOneOwner(model.type().hasOneOwner()) ->
          Optional.of(fields(part.value(), model.type()));
      case Shape.MapOf map when part.value().isObject() && !part.merge().hasOneOwner(false) ->
          Optional.of(entries(part.value(), map.value()));
      case Shape.Any any when part.value().isObject() && !part.merge().hasOneOwner(false) ->
          Optional.of(entries(part.value(), any));
      case Shape.ListOf list when part.value().isArray() && part.merge().hasOwners() ->
          Optional.of(items(part.value(), list, part.merge()));
      case Shape.Model _, Shape.MapOf _, Shape.ListOf _, Shape.Scalar _, Shape.Any _ ->
          Optional.empty();
    };
  }

  /** The element by which an item of a list is found. */
  static String element(JsonNode item, Shape shape, MergeRule merge) {
    if (!merge.isMap()) {
      return "v:" + item;
    }
    ObjectNode keys = Json.object();
    for (String key : merge.listMapKeys().stream().sorted().toList()) {
      if (item.has(key)) {
        keys.set(key, item.get(key));
      } else if (shape instanceof Shape.Model(ObjectType type)) {
        type.defaultOf(key).ifPresent(value -> keys.set(key, value));
      }
    }
    return "k:" + keys;
  }

  /**
   * Checks that no item of a list is there twice.
   *
   * @param path of the part, as people read it
   * @throws IllegalArgumentException if one is
   */
  static void requireDistinct(Part part, String path) {
    Optional<Map<String, Part>> parts = of(part);
    if (parts.isEmpty()) {
      return;
    }
    if (part.shape() instanceof Shape.ListOf list && parts.get().size() < part.value().size()) {
      Set<String> seen = new HashSet<>();
      for (JsonNode item : part.value()) {
        String element = element(item, list.element(), part.merge());
        if (!seen.add(element)) {
          throw new IllegalArgumentException(
              path + ": duplicate entries for key " + FieldSet.readable(element));
        }
      }
    }
    parts
        .get()
        .forEach((element, each) -> requireDistinct(each, path + FieldSet.readable(element)));
  }

  private static Map<String, Part> fields(JsonNode object, ObjectType type) {
    Map<String, ModelField> known = type.fields();
    Map<String, Part> parts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              ModelField field = known.get(entry.getKey());
              parts.put(
                  "f:" + entry.getKey(),
                  field == null
                      ? new Part(entry.getValue(), new Shape.Any(), MergeRule.NONE)
                      : new Part(entry.getValue(), field.shape(), field.merge()));
            });
    return parts;
  }

  private static Map<String, Part> entries(JsonNode object, Shape value) {
    Map<String, Part> parts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            entry ->
                parts.put(
                    "f:" + entry.getKey(), new Part(entry.getValue(), value, MergeRule.NONE)));
    return parts;
  }

  private static Map<String, Part> items(JsonNode array, Shape.ListOf list, MergeRule merge) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (JsonNode item : array) {
      parts.put(
          element(item, list.element(), merge), new Part(item, list.element(), MergeRule.NONE));
    }
    return parts;
  }
}
