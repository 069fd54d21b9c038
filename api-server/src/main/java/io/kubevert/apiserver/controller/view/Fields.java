package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads parts of JSON trees; what is absent reads as empty. */
public final class Fields {
  private Fields() {}

  /** An object of strings, as labels are. */
  public static Map<String, String> strings(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return Map.copyOf(map);
  }

  /** An array, each element read by a function. */
  public static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
    List<T> list = new ArrayList<>(array.size());
    array.forEach(element -> list.add(read.apply(element)));
    return List.copyOf(list);
  }

  /** A string; empty if absent or empty. */
  public static Optional<String> text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty()
        ? Optional.of(node.textValue())
        : Optional.empty();
  }

  /** A time in RFC 3339; empty if absent or not a time. */
  public static Optional<Instant> time(JsonNode node) {
    try {
      return text(node).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The element of an array of conditions that has a type; a missing node if there is none. */
  public static JsonNode condition(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return conditions.path(type);
  }
}
