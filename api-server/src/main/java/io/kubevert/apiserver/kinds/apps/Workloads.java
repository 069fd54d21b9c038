package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;
import java.util.Locale;

/** What kinds share that select their pods by a LabelSelector. */
final class Workloads {
  private Workloads() {}

  static void setDefault(ObjectNode object, String field, int value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  static void setDefault(ObjectNode object, String field, String value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  /** Checks the selector against the template, and the numbers. */
  static void validate(ObjectNode workload, FieldErrors errors) {
    JsonNode spec = workload.path("spec");
    for (String field : List.of("replicas", "minReadySeconds", "revisionHistoryLimit")) {
      if (spec.path(field).asLong() < 0) {
        errors.invalid(
            "spec." + field, spec.path(field).asLong(), "must be greater than or equal to 0");
      }
    }
    JsonNode selector = spec.path("selector");
    if (!selector.isObject()) {
      errors.required("spec.selector", "");
      return;
    }
    if (selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty()) {
      errors.invalid(
          "spec.selector", selector, "empty selector is invalid for " + kindOf(workload));
      return;
    }
    PodTemplates.validateSelector(spec, errors);
  }

  static void requireSameSelector(ObjectNode workload, ObjectNode old, FieldErrors errors) {
    JsonNode selector = workload.path("spec").path("selector");
    if (!selector.equals(old.path("spec").path("selector"))) {
      errors.invalid("spec.selector", selector, "field is immutable");
    }
  }

  static void requireSupported(
      JsonNode object, String path, String field, List<String> supported, FieldErrors errors) {
    String value = object.path(field).asText("");
    if (!supported.contains(value)) {
      errors.notSupported(path + field, value, supported);
    }
  }

  /** Checks a number or percentage of pods; true when it is none at all. */
  static boolean isNone(JsonNode update, String field, String parent, FieldErrors errors) {
    JsonNode share = update.path(field);
    String path = parent + "." + field;
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

  private static String kindOf(ObjectNode workload) {
    return workload.path("kind").asText("workload").toLowerCase(Locale.ROOT);
  }
}
