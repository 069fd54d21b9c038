package io.kubevert.apiserver.schema;

import java.util.List;

/**
 * How a strategic merge patch, and OpenAPI's {@code x-kubernetes-} extensions, see a field.
 *
 * @param strategy what a strategic merge patch does: {@code merge} merges a list element by
 *     element, {@code retainKeys} drops the keys that the patch does not name when it says so,
 *     {@code replace} takes an object as it is in the patch; empty for a list that is replaced
 *     whole, and for an object that is merged
 * @param mergeKey the field that tells it the elements apart; empty for a list of scalars
 * @param listType what a list is for server-side apply: {@code atomic}, {@code set} or {@code map}
 * @param listMapKeys the fields that tell it the elements of a map apart
 * @param mapType whether an object has one owner as a whole, {@code atomic}, or each of its fields
 *     one, {@code granular}; empty when its type says so
 */
public record MergeRule(
    String strategy, String mergeKey, String listType, List<String> listMapKeys, String mapType) {
  static final String ATOMIC = "atomic";
  private static final String MAP = "map";
  private static final String MERGE = "merge";

  /** A list that is replaced whole. */
  public static final MergeRule NONE = new MergeRule("", "", ATOMIC, List.of(), "");

  /** A list whose elements are told apart by their values. */
  static final MergeRule SET = new MergeRule(MERGE, "", "set", List.of(), "");

  /** A list whose elements are told apart by some of their fields. */
  static MergeRule ofMap(List<String> keys) {
    return new MergeRule(MERGE, keys.getFirst(), MAP, keys, "");
  }

  /** An object whose own say counts for who owns it, not its type's. */
  static MergeRule ofObject(String mapType) {
    return new MergeRule("", "", ATOMIC, List.of(), mapType);
  }

  static MergeRule of(Class<?> owner, String field) {
    return MergeRules.FIELDS.getOrDefault(owner.getSimpleName() + "." + field, NONE);
  }

  /** Whether a strategic merge patch merges a list element by element. */
  public boolean merges() {
    return strategy.startsWith(MERGE);
  }

  /** Whether a strategic merge patch takes an object as it is, and merges nothing. */
  public boolean replaces() {
    return strategy.equals("replace");
  }

  /** Whether the elements of a list can have owners of their own. */
  public boolean hasOwners() {
    return !listType.equals(ATOMIC);
  }

  /** Whether the elements are told apart by some of their fields. */
  public boolean isMap() {
    return listType.equals(MAP);
  }

  /** Whether an object has one owner as a whole, which its type may say, too. */
  public boolean hasOneOwner(boolean type) {
    return mapType.isEmpty() ? type : mapType.equals(ATOMIC);
  }

  MergeRule with(String otherStrategy) {
    return new MergeRule(otherStrategy, mergeKey, listType, listMapKeys, mapType);
  }

  MergeRule withOneOwner() {
    return new MergeRule(strategy, mergeKey, ATOMIC, List.of(), mapType);
  }

  MergeRule forApplyOnly() {
    return new MergeRule("", "", listType, listMapKeys, mapType);
  }
}
