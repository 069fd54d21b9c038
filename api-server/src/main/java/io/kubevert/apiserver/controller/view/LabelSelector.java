package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@code LabelSelector}: every requirement must hold. An empty one selects everything; {@link
 * #NOTHING} stands for an absent one.
 */
public record LabelSelector(List<Requirement> requirements) {

  /** Selects no object. */
  public static final LabelSelector NOTHING =
      new LabelSelector(List.of(new Requirement("", Operator.EXISTS, List.of())));

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** How a requirement compares, in label selectors and in node selectors. */
  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    GREATER("Gt"),
    LESS("Lt"),
    /** An operator of another version of the API: selects nothing. */
    UNKNOWN("");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    static Operator of(String text) {
      for (Operator operator : values()) {
        if (operator.text.equals(text)) {
          return operator;
        }
      }
      return UNKNOWN;
    }
  }

  /** One comparison of one label. */
  public record Requirement(String label, Operator operator, List<String> values) {

    static Requirement of(JsonNode node) {
      return new Requirement(
          node.path("key").asText(),
          Operator.of(node.path("operator").asText()),
          Fields.list(node.path("values"), JsonNode::asText));
    }

    boolean holds(Map<String, String> labels) {
      String value = labels.get(label);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER -> value != null && compared(value) > 0;
        case LESS -> value != null && compared(value) < 0;
        case UNKNOWN -> false;
      };
    }

    private int compared(String value) {
      try {
        return values.isEmpty()
            ? 0
            : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }

  /** Reads {@code matchLabels} and {@code matchExpressions}; an absent selector is nothing's. */
  public static LabelSelector of(JsonNode node) {
    if (!node.isObject()) {
      return NOTHING;
    }
    List<Requirement> all =
        new ArrayList<>(ofLabels(Fields.strings(node.path("matchLabels"))).requirements);
    node.path("matchExpressions").forEach(expression -> all.add(Requirement.of(expression)));
    return new LabelSelector(all);
  }

  /** Selects what has all of these labels. */
  public static LabelSelector ofLabels(Map<String, String> labels) {
    return new LabelSelector(
        labels.entrySet().stream()
            .map(label -> new Requirement(label.getKey(), Operator.IN, List.of(label.getValue())))
            .toList());
  }

  public boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.holds(labels));
  }
}
