package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.Parts.Part;
import io.kubevert.apiserver.schema.MergeRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts what somebody applies into an object, and takes out what they no longer apply. */
final class Merge {
  private Merge() {}

  /** The object with everything that is applied. Neither argument is changed. */
  static JsonNode of(Part live, Part applied) {
    Optional<Map<String, Part>> current = Parts.of(live);
    Optional<Map<String, Part>> wanted = Parts.of(applied);
    if (current.isEmpty() || wanted.isEmpty()) {
      return applied.value().deepCopy();
    }
    Map<String, JsonNode> merged = new LinkedHashMap<>();
    current.get().forEach((element, part) -> merged.put(element, part.value().deepCopy()));
    wanted
        .get()
        .forEach(
            (element, part) -> {
              Part old = current.get().get(element);
              merged.put(element, old == null ? part.value().deepCopy() : of(old, part));
            });
    return live.value().isArray()
        ? assembled(inOrder(merged, current.get().keySet(), wanted.get().keySet()), true)
        : assembled(merged, false);
  }

  private static Map<String, JsonNode> inOrder(
      Map<String, JsonNode> items, Set<String> live, Set<String> applied) {
    Map<String, JsonNode> ordered = new LinkedHashMap<>();
    ItemOrder.of(live, applied).forEach(element -> ordered.put(element, items.get(element)));
    return ordered;
  }

  /**
   * The value without some fields.
   *
   * @param gone what nobody owns any more
   * @param kept what somebody owns
   */
  static JsonNode without(Part part, FieldSet gone, FieldSet kept) {
    Optional<Map<String, Part>> parts = Parts.of(part);
    if (parts.isEmpty()) {
      return part.value();
    }
    Map<String, JsonNode> rest = new LinkedHashMap<>();
    parts
        .get()
        .forEach(
            (element, each) -> {
              Optional<FieldSet> removal = gone.child(element);
              Optional<FieldSet> owned = kept.child(element);
              if (removal.isEmpty()) {
                rest.put(element, each.value());
              } else if (owned.isPresent() || !removal.get().member()) {
                JsonNode left = without(each, removal.get(), owned.orElse(FieldSet.EMPTY));
                if (owned.isPresent() || !left.isEmpty()) {
                  rest.put(element, withKeys(left, each, part.merge()));
                }
              }
            });
    return assembled(rest, part.value().isArray());
  }

  /** An item that stays is found by its keys, whoever has set them. */
  private static JsonNode withKeys(JsonNode item, Part before, MergeRule list) {
    if (item instanceof ObjectNode object) {
      for (String key : list.listMapKeys()) {
        if (before.value().has(key)) {
          object.set(key, before.value().get(key));
        }
      }
    }
    return item;
  }

  private static JsonNode assembled(Map<String, JsonNode> parts, boolean list) {
    if (list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      parts.values().forEach(array::add);
      return array;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    parts.forEach((element, value) -> object.set(element.substring(2), value));
    return object;
  }
}
