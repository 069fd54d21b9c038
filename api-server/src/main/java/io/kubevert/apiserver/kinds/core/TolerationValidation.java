package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;

/** Which taints a pod bears. */
final class TolerationValidation {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private TolerationValidation() {}

  static void validate(JsonNode tolerations, String path, FieldErrors errors) {
    for (int i = 0; i < tolerations.size(); i++) {
      validateOne(tolerations.get(i), path + "[" + i + "].", errors);
    }
  }

  private static void validateOne(JsonNode toleration, String path, FieldErrors errors) {
    String key = toleration.path("key").asText("");
    String operator = toleration.path("operator").asText("");
    String effect = toleration.path("effect").asText("");
    String value = toleration.path("value").asText("");
    if (!key.isEmpty()) {
      Names.qualifiedName(key).forEach(fault -> errors.invalid(path + "key", key, fault));
    } else if (!operator.equals("Exists")) {
      errors.invalid(
          path + "operator",
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    if (toleration.hasNonNull("tolerationSeconds") && !effect.equals("NoExecute")) {
      errors.invalid(
          path + "effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    switch (operator) {
      case "", "Equal" ->
          Names.labelValue(value).forEach(fault -> errors.invalid(path + "operator", value, fault));
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.invalid(
              path + "operator", value, "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> errors.notSupported(path + "operator", operator, List.of("Equal", "Exists"));
    }
    if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
      errors.notSupported(path + "effect", effect, EFFECTS);
    }
  }
}
