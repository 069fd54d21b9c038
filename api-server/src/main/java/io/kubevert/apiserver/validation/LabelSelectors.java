package io.kubevert.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether a {@code LabelSelector} in an object means anything. */
public final class LabelSelectors {
  private LabelSelectors() {}

  /** Adds every fault; an absent selector has none. */
  public static void validate(JsonNode selector, String path, FieldErrors errors) {
    validateLabels(selector.path("matchLabels"), path + ".matchLabels", errors);
    JsonNode expressions = selector.path("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      validateExpression(expressions.get(i), path + ".matchExpressions[" + i + "]", errors);
    }
  }

  /** Adds every fault of a map of labels. */
  public static void validateLabels(JsonNode labels, String path, FieldErrors errors) {
    for (var label : labels.properties()) {
      Names.qualifiedName(label.getKey())
          .forEach(fault -> errors.invalid(path, label.getKey(), fault));
      Names.labelValue(label.getValue().asText(""))
          .forEach(fault -> errors.invalid(path, label.getValue().asText(""), fault));
    }
  }

  private static void validateExpression(JsonNode expression, String path, FieldErrors errors) {
    JsonNode values = expression.path("values");
    String operator = expression.path("operator").asText("");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> errors.invalid(path + ".operator", operator, "not a valid selector operator");
    }
    String key = expression.path("key").asText("");
    Names.qualifiedName(key).forEach(fault -> errors.invalid(path + ".key", key, fault));
    for (int i = 0; i < values.size(); i++) {
      String at = path + ".values[" + i + "]";
      String value = values.get(i).asText("");
      Names.labelValue(value).forEach(fault -> errors.invalid(at, value, fault));
    }
  }
}
