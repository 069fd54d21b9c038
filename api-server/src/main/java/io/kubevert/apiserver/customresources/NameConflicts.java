package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.table.Cells;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the names of a definition are free in its group: a pure function. */
final class NameConflicts {
  private NameConflicts() {}

  /**
   * Why a definition's names cannot be accepted.
   *
   * @param reason as conditions have it
   */
  record Conflict(String reason, String message) {}

  /**
   * The first conflict; empty when there is none.
   *
   * @param others every definition, of which those count that have been accepted
   */
  static Optional<Conflict> find(JsonNode crd, Collection<? extends JsonNode> others) {
    Set<String> resources = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (JsonNode other : others) {
      boolean self = name(other).equals(name(crd));
      boolean sameGroup = other.path("spec").path("group").equals(crd.path("spec").path("group"));
      boolean accepted =
          Cells.hasCondition(other.path("status").path("conditions"), "NamesAccepted", "True");
      if (!self && sameGroup && accepted) {
        JsonNode names = other.path("status").path("acceptedNames");
        resources.addAll(resourceNames(names));
        kinds.add(names.path("kind").asText());
        kinds.add(names.path("listKind").asText());
      }
    }
    return conflict(crd.path("spec").path("names"), resources, kinds);
  }

  private static Optional<Conflict> conflict(
      JsonNode names, Set<String> resources, Set<String> kinds) {
    for (String name : texts(names.path("shortNames"))) {
      if (resources.contains(name)) {
        return Optional.of(new Conflict("ShortNamesConflict", inUse(name)));
      }
    }
    String plural = names.path("plural").asText();
    if (resources.contains(plural)) {
      return Optional.of(new Conflict("PluralConflict", inUse(plural)));
    }
    String singular = names.path("singular").asText();
    if (resources.contains(singular)) {
      return Optional.of(new Conflict("SingularConflict", inUse(singular)));
    }
    String kind = names.path("kind").asText();
    if (kinds.contains(kind)) {
      return Optional.of(new Conflict("KindConflict", inUse(kind)));
    }
    String listKind = names.path("listKind").asText();
    return kinds.contains(listKind)
        ? Optional.of(new Conflict("ListKindConflict", inUse(listKind)))
        : Optional.empty();
  }

  private static String inUse(String name) {
    return "\"" + name + "\" is already in use";
  }

  private static List<String> resourceNames(JsonNode names) {
    List<String> all = texts(names.path("shortNames"));
    all.add(names.path("plural").asText());
    all.add(names.path("singular").asText());
    return all;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
