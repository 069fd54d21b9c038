package io.kubevert.apiserver.table;

/** How much of its object a row carries: the {@code includeObject} query parameter. */
public enum IncludeObject {
  NONE,
  METADATA,
  OBJECT;

  /**
   * Reads the query parameter.
   *
   * @param text empty for the default, the metadata
   * @throws IllegalArgumentException if it is none of None, Metadata and Object
   */
  public static IncludeObject parse(String text) {
    return switch (text) {
      case "None" -> NONE;
      case "", "Metadata" -> METADATA;
      case "Object" -> OBJECT;
      default ->
          throw new IllegalArgumentException(
              "unrecognized includeObject value: \"" + text + "\": use None, Metadata or Object");
    };
  }
}
