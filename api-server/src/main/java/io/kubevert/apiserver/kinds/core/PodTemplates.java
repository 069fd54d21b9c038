package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.selector.LabelSelector;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import java.util.List;

/** The {@code spec.template} of kinds that make pods. */
public final class PodTemplates {
  private PodTemplates() {}

  /** Fills in the pod's spec as for a pod, and the template of a workload that has none. */
  public static void setDefaults(ObjectNode workload) {
    setDefaultsOf(workload.withObject("/spec/template"));
  }

  /** Fills in the pod's spec as for a pod; a template may be missing. */
  static void setDefaultsOf(JsonNode given) {
    if (given instanceof ObjectNode template) {
      PodSpecDefaults.apply(template.withObject("/spec"));
    }
  }

  /** Checks the template of pods that are to run for ever. */
  public static void validate(ObjectNode workload, FieldErrors errors) {
    JsonNode template = workload.path("spec").path("template");
    validate(template, "spec.template", errors);
    JsonNode spec = template.path("spec");
    String policy = spec.path("restartPolicy").asText("");
    if (PodValidation.RESTART_POLICIES.contains(policy) && !policy.equals("Always")) {
      errors.notSupported("spec.template.spec.restartPolicy", policy, List.of("Always"));
    }
    if (spec.path("activeDeadlineSeconds").isNumber()) {
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + workload.path("kind").asText() + " is not Supported");
    }
  }

  /** Checks a template of any pods, found at a path. */
  public static void validate(JsonNode template, String path, FieldErrors errors) {
    if (!template.isObject()) {
      errors.required(path, "");
      return;
    }
    LabelSelectors.validateLabels(
        template.path("metadata").path("labels"), path + ".labels", errors);
    PodValidation.validateSpec(template.path("spec"), path + ".spec", errors);
  }

  /** Checks that a workload's selector selects the pods of its template. */
  public static void validateSelector(JsonNode workloadSpec, FieldErrors errors) {
    JsonNode selector = workloadSpec.path("selector");
    JsonNode labels = workloadSpec.path("template").path("metadata").path("labels");
    FieldErrors faults = new FieldErrors();
    LabelSelectors.validate(selector, "spec.selector", faults);
    errors.addAll(faults);
    if (faults.isEmpty() && !LabelSelector.of(selector).matchesLabels(labels)) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
  }
}
