package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/** The {@code spec.template} of kinds that make pods. */
public final class PodTemplates {
  private PodTemplates() {}

  /** Fills in the pod's spec as for a pod. */
  public static void setDefaults(JsonNode workload) {
    if (workload.path("spec").path("template") instanceof ObjectNode template) {
      PodSpecDefaults.apply(template.withObject("/spec"));
    }
  }

  /** Checks the template of pods that are to run for ever. */
  public static void validate(ObjectNode workload, FieldErrors errors) {
    validatePods(workload, List.of("Always"), errors);
  }

  /**
   * Checks the template.
   *
   * @param restartPolicies those that the kind allows
   */
  public static void validatePods(
      ObjectNode workload, List<String> restartPolicies, FieldErrors errors) {
    JsonNode template = workload.path("spec").path("template");
    if (!template.isObject()) {
      errors.required("spec.template", "");
      return;
    }
    JsonNode spec = template.path("spec");
    PodValidation.validateLabels(
        template.path("metadata").path("labels"), "spec.template.metadata.labels", errors);
    PodValidation.validateSpec(spec, "spec.template.spec", errors);
    String policy = spec.path("restartPolicy").asText("");
    if (PodValidation.RESTART_POLICIES.contains(policy) && !restartPolicies.contains(policy)) {
      errors.notSupported("spec.template.spec.restartPolicy", policy, restartPolicies);
    }
    if (spec.path("activeDeadlineSeconds").isNumber() && restartPolicies.contains("Always")) {
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + workload.path("kind").asText() + " is not Supported");
    }
  }
}
