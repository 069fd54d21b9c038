package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/** How Deployments roll out. */
final class DeploymentValidation {
  private static final String PATH = "spec.strategy.rollingUpdate";

  private DeploymentValidation() {}

  static void validate(JsonNode spec, FieldErrors errors) {
    JsonNode strategy = spec.path("strategy");
    JsonNode rollingUpdate = strategy.path("rollingUpdate");
    Workloads.requireSupported(
        strategy, "spec.strategy.", "type", List.of("Recreate", "RollingUpdate"), errors);
    if (strategy.path("type").asText().equals("Recreate") && rollingUpdate.isObject()) {
      errors.forbidden(PATH, "may not be specified when strategy `type` is 'Recreate'");
    }
    if (rollingUpdate.isObject()) {
      boolean unavailable = Workloads.isNone(rollingUpdate, "maxUnavailable", PATH, errors);
      boolean surge = Workloads.isNone(rollingUpdate, "maxSurge", PATH, errors);
      if (unavailable && surge) {
        errors.invalid(
            PATH + ".maxUnavailable",
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
}
