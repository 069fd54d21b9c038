package io.kubevert.kubeproxy.loadbalancer.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A meta.k8s.io/v1 LabelSelector: every requirement must hold; without any it selects everything.
 */
public record LabelSelector(List<Requirement> requirements) {

  /** What one label must be. */
  record Requirement(String label, Operator operator, Set<String> values) {
    boolean holds(Map<String, String> labels) {
      String value = labels.get(label);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  /** How a label is compared. */
  enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST;

    static Operator parse(String text) {
      return switch (text) {
        case "In" -> IN;
        case "NotIn" -> NOT_IN;
        case "Exists" -> EXISTS;
        case "DoesNotExist" -> DOES_NOT_EXIST;
        default ->
            throw new IllegalArgumentException("a label selector has no operator '" + text + "'");
      };
    }
  }

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * @throws IllegalArgumentException if an operator is unknown
   */
  public static LabelSelector decode(JsonNode selector) {
    List<Requirement> requirements = new ArrayList<>();
    labels(selector.path("matchLabels"))
        .forEach(
            (label, value) -> requirements.add(new Requirement(label, Operator.IN, Set.of(value))));
    for (JsonNode expression : selector.path("matchExpressions")) {
      Set<String> values = new HashSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      requirements.add(
          new Requirement(
              expression.path("key").asText(),
              Operator.parse(expression.path("operator").asText()),
              values));
    }
    return new LabelSelector(requirements);
  }

  /** Reads a list of selectors. */
  public static List<LabelSelector> decodeAll(JsonNode selectors) {
    List<LabelSelector> decoded = new ArrayList<>();
    selectors.forEach(selector -> decoded.add(decode(selector)));
    return decoded;
  }

  /** Reads the labels of an object, or what else maps names to texts. */
  public static Map<String, String> labels(JsonNode object) {
    Map<String, String> labels = new HashMap<>();
    object.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  public boolean selects(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.holds(labels));
  }

  /** Whether one of several selectors selects, or there is none to say otherwise. */
  static boolean anySelects(List<LabelSelector> selectors, Map<String, String> labels) {
    return selectors.isEmpty() || selectors.stream().anyMatch(each -> each.selects(labels));
  }
}
