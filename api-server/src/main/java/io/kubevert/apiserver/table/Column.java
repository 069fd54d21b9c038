package io.kubevert.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * One column of a Table.
 *
 * @param name as in {@code Cluster-IP}
 * @param type OpenAPI type: string, integer, number, boolean or date
 * @param format {@code name} for the name column, else empty
 * @param description what a user is told of it
 * @param priority 0 when always shown, 1 when only with {@code -o wide}
 * @param cell the value for an object: a String, a number, a Boolean, or null for none
 */
public record Column(
    String name,
    String type,
    String format,
    String description,
    int priority,
    Function<JsonNode, Object> cell) {

  private static final String AGE =
      "CreationTimestamp is a timestamp representing the server time when this object was created."
          + " It is represented in RFC3339 form and is in UTC.";

  /** The first column of every table. */
  public static Column objectName() {
    return new Column(
        "Name",
        "string",
        "name",
        "Name must be unique within a namespace.",
        0,
        object -> object.path("metadata").path("name").asText(""));
  }

  /** How long ago the object was created. */
  public static Column age() {
    return new Column(
        "Age",
        "string",
        "",
        AGE,
        0,
        object -> Cells.since(object.path("metadata").path("creationTimestamp")));
  }

  /** When the object was created. */
  public static Column createdAt() {
    return new Column(
        "Created At",
        "date",
        "",
        AGE,
        0,
        object -> object.path("metadata").path("creationTimestamp").asText(""));
  }

  public static Column text(String name, String description, Function<JsonNode, Object> cell) {
    return new Column(name, "string", "", description, 0, cell);
  }

  public static Column number(String name, String description, Function<JsonNode, Object> cell) {
    return new Column(name, "integer", "", description, 0, cell);
  }

  /** A column that is shown with {@code -o wide} only. */
  public static Column wide(String name, String description, Function<JsonNode, Object> cell) {
    return new Column(name, "string", "", description, 1, cell);
  }
}
