package io.kubevert.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/** Whether a Job, or a template of one, may be stored. */
final class JobValidation {
  private static final int MOST_INDEXED_PODS = 100_000;
  private static final List<String> COUNTS =
      List.of(
          "parallelism",
          "completions",
          "activeDeadlineSeconds",
          "backoffLimit",
          "ttlSecondsAfterFinished",
          "backoffLimitPerIndex",
          "maxFailedIndexes");
  private static final List<String> FIXED =
      List.of(
          "completions", "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex");

  private JobValidation() {}

  /** Checks the spec of a Job or of a template, found at a path. */
  static void validateSpec(JsonNode spec, String path, FieldErrors errors) {
    requireNonNegative(spec, path, COUNTS, errors);
    String mode = spec.path("completionMode").asText("NonIndexed");
    List<String> modes = List.of("Indexed", "NonIndexed");
    if (!modes.contains(mode)) {
      errors.notSupported(path + ".completionMode", mode, modes);
    }
    if (mode.equals("Indexed")) {
      validateIndexed(spec, path, errors);
    }
    String replacement = spec.path("podReplacementPolicy").asText("Failed");
    List<String> replacements = List.of("Failed", "TerminatingOrFailed");
    if (!replacements.contains(replacement)) {
      errors.notSupported(path + ".podReplacementPolicy", replacement, replacements);
    }
    PodTemplates.validate(spec.path("template"), path + ".template", errors);
    // Always is what a pod has that says nothing.
    if (spec.path("template").path("spec").path("restartPolicy").asText().equals("Always")) {
      errors.required(
          path + ".template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
    }
  }

  private static void validateIndexed(JsonNode spec, String path, FieldErrors errors) {
    if (!spec.hasNonNull("completions")) {
      errors.required(path + ".completions", "when completion mode is Indexed");
    }
    int parallelism = spec.path("parallelism").asInt();
    if (parallelism > MOST_INDEXED_PODS) {
      errors.invalid(
          path + ".parallelism",
          parallelism,
          "must be less than or equal to 100000 when completion mode is Indexed");
    }
  }

  static void requireNonNegative(
      JsonNode spec, String path, List<String> fields, FieldErrors errors) {
    for (String field : fields) {
      long value = spec.path(field).asLong();
      if (value < 0) {
        errors.invalid(path + "." + field, value, "must be greater than or equal to 0");
      }
    }
  }

  /** Checks the selector against the template. */
  static void validateSelector(JsonNode spec, FieldErrors errors) {
    if (!spec.path("selector").isObject()) {
      errors.required("spec.selector", "");
      return;
    }
    PodTemplates.validateSelector(spec, errors);
  }

  /** Checks that nothing changes that its pods were made by. */
  static void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    JsonNode spec = job.path("spec");
    JsonNode oldSpec = old.path("spec");
    for (String field : FIXED) {
      if (!spec.path(field).equals(oldSpec.path(field)) && !resized(field, spec, oldSpec)) {
        errors.invalid("spec." + field, spec.path(field), "field is immutable");
      }
    }
    if (!spec.path("template").equals(expectedTemplate(job, old))) {
      errors.invalid("spec.template", spec.path("template"), "field is immutable");
    }
  }

  /** Whether an Indexed Job grows or shrinks as a whole, which it may. */
  private static boolean resized(String field, JsonNode spec, JsonNode old) {
    return field.equals("completions")
        && spec.path("completionMode").asText().equals("Indexed")
        && old.path("completions").equals(old.path("parallelism"))
        && spec.path("completions").equals(spec.path("parallelism"));
  }

  /** The old template; where its pods go may change while it is suspended and never was started. */
  private static JsonNode expectedTemplate(ObjectNode job, ObjectNode old) {
    ObjectNode expected = old.path("spec").path("template").deepCopy();
    if (old.path("spec").path("suspend").asBoolean()
        && !old.path("status").hasNonNull("startTime")) {
      JsonNode template = job.path("spec").path("template");
      take(expected, template, "metadata", List.of("labels", "annotations"));
      take(
          expected,
          template,
          "spec",
          List.of("nodeSelector", "affinity", "tolerations", "schedulingGates"));
    }
    return expected;
  }

  private static void take(ObjectNode to, JsonNode from, String parent, List<String> fields) {
    for (String field : fields) {
      JsonNode value = from.path(parent).path(field);
      ObjectNode target = to.withObjectProperty(parent);
      if (value.isMissingNode()) {
        target.remove(field);
      } else {
        target.set(field, value);
      }
    }
  }
}
