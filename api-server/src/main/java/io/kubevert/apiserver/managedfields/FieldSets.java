package io.kubevert.apiserver.managedfields;

import io.kubevert.apiserver.managedfields.Parts.Part;
import io.kubevert.apiserver.schema.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which fields an object sets. */
final class FieldSets {
  private static final List<String> OF_SERVER =
      List.of(
          "f:creationTimestamp",
          "f:deletionGracePeriodSeconds",
          "f:deletionTimestamp",
          "f:generation",
          "f:managedFields",
          "f:name",
          "f:namespace",
          "f:resourceVersion",
          "f:selfLink",
          "f:uid");

  private FieldSets() {}

  /** The fields that somebody who applies the object wants to own. */
  static FieldSet applied(Part part) {
    return Parts.of(part)
        .map(
            parts -> {
              Map<String, FieldSet> children = new TreeMap<>();
              parts.forEach((element, each) -> put(children, part, element, each));
              return new FieldSet(false, children);
            })
        .orElse(FieldSet.LEAF);
  }

  /** Every field of a value that was not there before, with the containers that it brings. */
  static FieldSet whole(Part part) {
    return Parts.of(part)
        .map(
            parts -> {
              Map<String, FieldSet> children = new TreeMap<>();
              parts.forEach(
                  (element, each) -> {
                    FieldSet below = whole(each);
                    children.put(element, isItem(element) ? below.asMember() : below);
                  });
              boolean container = !(part.shape() instanceof Shape.Model) || parts.isEmpty();
              return new FieldSet(container, children);
            })
        .orElse(FieldSet.LEAF);
  }

  /** The set without what only the server sets. */
  static FieldSet withoutServerFields(FieldSet set) {
    FieldSet own = set.without(List.of("f:apiVersion", "f:kind"));
    return own.child("f:metadata")
        .map(
            metadata ->
                own.with("f:metadata", new FieldSet(false, metadata.without(OF_SERVER).children())))
        .orElse(own);
  }

  static boolean isItem(String element) {
    return !element.startsWith("f:");
  }

  /** Whether the schema names what an element is; what else an object has is owned with it. */
  private static boolean isField(Part of, String element) {
    return of.shape() instanceof Shape.Model model
        && model.type().fields().containsKey(element.substring(2));
  }

  private static void put(Map<String, FieldSet> children, Part of, String element, Part part) {
    FieldSet below = applied(part);
    boolean own =
        isItem(element)
            || !isField(of, element)
            || part.value().isObject() && part.value().isEmpty();
    FieldSet set = own ? below.asMember() : below;
    if (!set.isEmpty()) {
      children.put(element, set);
    }
  }
}
