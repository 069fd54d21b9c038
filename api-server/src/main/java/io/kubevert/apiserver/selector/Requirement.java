package io.kubevert.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Names;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One condition on one label.
 *
 * @param values what the label is compared with; empty for {@link Operator#EXISTS} and {@link
 *     Operator#DOES_NOT_EXIST}
 */
record Requirement(String key, Operator operator, Set<String> values) {

  /** How a label is compared, in the words of selectors. */
  enum Operator {
    IN("in"),
    NOT_IN("notin"),
    EQUALS("="),
    NOT_EQUALS("!="),
    EXISTS("exists"),
    DOES_NOT_EXIST("!"),
    GREATER_THAN("gt"),
    LESS_THAN("lt");

    private final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  Requirement {
    values = new TreeSet<>(values);
    require("key", key, Names.qualifiedName(key));
    switch (operator) {
      case IN, NOT_IN -> {
        if (values.isEmpty()) {
          throw fault("values", "[]", "for 'in', 'notin' operators, values set can't be empty");
        }
      }
      case EQUALS, NOT_EQUALS -> {
        if (values.size() != 1) {
          throw fault(
              "values", values.toString(), "exact-match compatibility requires one single value");
        }
      }
      case EXISTS, DOES_NOT_EXIST -> {
        if (!values.isEmpty()) {
          throw fault(
              "values",
              values.toString(),
              "values set must be empty for exists and does not exist");
        }
      }
      case GREATER_THAN, LESS_THAN -> requireOneInteger(values);
    }
    for (String value : values) {
      require("values[0][" + key + "]", value, Names.labelValue(value));
    }
  }

  boolean matches(JsonNode labels) {
    JsonNode label = labels.path(key);
    boolean present = label.isTextual();
    return switch (operator) {
      case IN, EQUALS -> present && values.contains(label.textValue());
      case NOT_IN, NOT_EQUALS -> !present || !values.contains(label.textValue());
      case EXISTS -> present;
      case DOES_NOT_EXIST -> !present;
      case GREATER_THAN -> present && compare(label.textValue()) > 0;
      case LESS_THAN -> present && compare(label.textValue()) < 0;
    };
  }

  private int compare(String label) {
    try {
      return Long.compare(Long.parseLong(label), Long.parseLong(values.iterator().next()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public String toString() {
    String list = String.join(",", values);
    return switch (operator) {
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
      case EQUALS, NOT_EQUALS -> key + operator.text + list;
      case GREATER_THAN -> key + ">" + list;
      case LESS_THAN -> key + "<" + list;
      case IN, NOT_IN -> key + " " + operator.text + " (" + list + ")";
    };
  }

  private static void requireOneInteger(Set<String> values) {
    try {
      if (values.size() == 1) {
        Long.parseLong(values.iterator().next());
        return;
      }
    } catch (NumberFormatException e) {
      throw fault(
          "values[0]",
          values.iterator().next(),
          "for 'Gt', 'Lt' operators, the value must be an integer");
    }
    throw fault(
        "values", values.toString(), "for 'Gt', 'Lt' operators, exactly one value is required");
  }

  private static void require(String field, String value, List<String> faults) {
    if (!faults.isEmpty()) {
      throw fault(field, value, String.join("; ", faults));
    }
  }

  private static IllegalArgumentException fault(String field, String value, String detail) {
    return new IllegalArgumentException(field + ": Invalid value: \"" + value + "\": " + detail);
  }
}
