package io.kubevert.apiserver.managedfields;

import io.kubevert.apiserver.managedfields.Parts.Part;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What differs between two states of an object.
 *
 * @param set fields that are new or have another value
 * @param removed fields that are gone
 */
record Difference(FieldSet set, FieldSet removed) {
  private static final Difference NONE = new Difference(FieldSet.EMPTY, FieldSet.EMPTY);

  static Difference between(Part before, Part after) {
    Optional<Map<String, Part>> old = Parts.of(before);
    Optional<Map<String, Part>> now = Parts.of(after);
    if (old.isEmpty() || now.isEmpty()) {
      return before.value().equals(after.value())
          ? NONE
          : new Difference(FieldSet.LEAF, FieldSet.EMPTY);
    }
    Map<String, FieldSet> set = new TreeMap<>();
    Map<String, FieldSet> removed = new TreeMap<>();
    Set<String> elements = new LinkedHashSet<>(old.get().keySet());
    elements.addAll(now.get().keySet());
    for (String element : elements) {
      Difference part = between(element, old.get().get(element), now.get().get(element));
      if (!part.set().isEmpty()) {
        set.put(element, part.set());
      }
      if (!part.removed().isEmpty()) {
        removed.put(element, part.removed());
      }
    }
    return new Difference(new FieldSet(false, set), new FieldSet(false, removed));
  }

  /** The difference without what only the server sets. */
  Difference withoutServerFields() {
    return new Difference(
        FieldSets.withoutServerFields(set), FieldSets.withoutServerFields(removed));
  }

  private static Difference between(String element, Part before, Part after) {
    if (before == null) {
      return new Difference(all(element, after), FieldSet.EMPTY);
    }
    return after == null
        ? new Difference(FieldSet.EMPTY, all(element, before))
        : between(before, after);
  }

  private static FieldSet all(String element, Part part) {
    FieldSet whole = FieldSets.whole(part);
    return FieldSets.isItem(element) ? whole.asMember() : whole;
  }
}
