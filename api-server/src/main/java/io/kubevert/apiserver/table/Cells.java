package io.kubevert.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.selector.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Texts that cells of several kinds share. */
public final class Cells {
  public static final String NONE = "<none>";

  private Cells() {}

  public static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** The age of the time in a field, measured now. */
  public static String since(JsonNode time) {
    return HumanDuration.since(time.asText(""), Instant.now());
  }

  /** A map of labels as {@code a=b,c=d}. */
  public static String labels(JsonNode labels) {
    Map<String, String> sorted = new TreeMap<>();
    labels.properties().forEach(label -> sorted.put(label.getKey(), label.getValue().asText("")));
    return orNone(
        sorted.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(",")));
  }

  /** A LabelSelector object as {@code kubectl get -l} would take it. */
  public static String selector(JsonNode selector) {
    try {
      return orNone(LabelSelector.of(selector).toString());
    } catch (IllegalArgumentException e) {
      return "<error>";
    }
  }

  /** One field of each element of an array, with commas between. */
  public static String join(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.path(field).asText("")));
    return String.join(",", texts);
  }

  /** The first three, and how many more there are. */
  public static String firstThree(List<String> texts, String whenEmpty) {
    if (texts.isEmpty()) {
      return whenEmpty;
    }
    String shown = texts.stream().limit(3).collect(Collectors.joining(","));
    return texts.size() > 3 ? shown + " + " + (texts.size() - 3) + " more..." : shown;
  }

  /** Whether a list of conditions has one of this type with this status. */
  public static boolean hasCondition(JsonNode conditions, String type, String status) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals(status)) {
        return true;
      }
    }
    return false;
  }
}
