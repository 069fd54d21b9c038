package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/** How Deployments roll out. */
final class DeploymentValidation {
  private DeploymentValidation() {}

  static void validate(JsonNode spec, FieldErrors errors) {
    JsonNode strategy = spec.path("strategy");
    JsonNode rollingUpdate = strategy.path("rollingUpdate");
    Workloads.requireSupported(
        strategy, "spec.strategy.", "type", List.of("Recreate", "RollingUpdate"), errors);
    if (strategy.path("type").asText().equals("Recreate") && rollingUpdate.isObject()) {
      errors.forbidden(
          "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
    }
    if (rollingUpdate.isObject()) {
      boolean unavailable = validateShare(rollingUpdate, "maxUnavailable", errors);
      boolean surge = validateShare(rollingUpdate, "maxSurge", errors);
      if (unavailable && surge) {
        errors.invalid(
            "spec.strategy.rollingUpdate.maxUnavailable",
            rollingUpdate.path("maxUnavailable").asText(),
            "may not be 0 when `maxSurge` is 0");
      }
    }
    long deadline = spec.path("progressDeadlineSeconds").asLong();
    if (deadline <= spec.path("minReadySeconds").asLong()) {
      errors.invalid(
          "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
  }

  /** Checks a number or percentage of pods; true when it is none at all. */
  private static boolean validateShare(JsonNode update, String field, FieldErrors errors) {
    JsonNode share = update.path(field);
    String path = "spec.strategy.rollingUpdate." + field;
    if (share.isNumber()) {
      if (share.asLong() < 0) {
        errors.invalid(path, share.asLong(), "must be greater than or equal to 0");
      }
      return share.asLong() == 0;
    }
    String text = share.asText("");
    if (!text.matches("[0-9]{1,9}%")) {
      errors.invalid(
          path,
          text,
          "must be an integer or percentage (e.g '5%', or '100', regex used for validation is"
              + " '[0-9]+%')");
      return false;
    }
    int percent = Integer.parseInt(text.substring(0, text.length() - 1));
    if (percent > 100 && field.equals("maxUnavailable")) {
      errors.invalid(path, text, "must not be greater than 100%");
    }
    return percent == 0;
  }
}
