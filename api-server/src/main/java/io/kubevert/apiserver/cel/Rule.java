package io.kubevert.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import io.kubevert.apiserver.cel.Expressions.EvaluationException;
import io.kubevert.apiserver.cel.Expressions.Expression;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One rule of a schema.
 *
 * @param isTransition whether it compares with the value before
 */
record Rule(
    JsonNode document,
    Expression condition,
    Optional<Expression> messageExpression,
    boolean isTransition) {
  private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

  /**
   * @throws IllegalArgumentException if an expression is none
   */
  static Rule of(JsonNode document) {
    String text = document.path("rule").asText("");
    String message = document.path("messageExpression").asText("");
    return new Rule(
        document,
        Expressions.compile(text, SimpleType.BOOL),
        message.isEmpty()
            ? Optional.empty()
            : Optional.of(Expressions.compile(message, SimpleType.STRING)),
        OLD_SELF.matcher(text).find());
  }

  /**
   * @param old the value before; null when there was none
   */
  void check(Object self, Object old, Object shown, String path, FieldErrors errors) {
    boolean optional = document.path("optionalOldSelf").asBoolean();
    if (isTransition && old == null && !optional) {
      return;
    }
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", self);
    if (isTransition) {
      variables.put("oldSelf", optional ? Optional.ofNullable(old) : old);
    }
    try {
      if (!Boolean.TRUE.equals(condition.evaluate(variables))) {
        add(message(variables), shown, at(path), errors);
      }
    } catch (EvaluationException e) {
      errors.invalid(at(path), shown, "rule evaluation error: " + e.getMessage());
    }
  }

  private void add(String message, Object shown, String path, FieldErrors errors) {
    switch (document.path("reason").asText("")) {
      case "FieldValueForbidden" -> errors.forbidden(path, message);
      case "FieldValueRequired" -> errors.required(path, message);
      case "FieldValueDuplicate" -> errors.duplicate(path, shown);
      default -> errors.invalid(path, shown, message);
    }
  }

  private String message(Map<String, Object> variables) {
    String fixed = document.path("message").asText("");
    String otherwise =
        fixed.isEmpty() ? "failed rule: " + document.path("rule").asText().strip() : fixed;
    try {
      return messageExpression.isPresent()
          ? messageExpression.get().evaluate(variables).toString()
          : otherwise;
    } catch (EvaluationException e) {
      return otherwise;
    }
  }

  private String at(String path) {
    String below = document.path("fieldPath").asText("");
    return path.isEmpty() && below.startsWith(".") ? below.substring(1) : path + below;
  }
}
