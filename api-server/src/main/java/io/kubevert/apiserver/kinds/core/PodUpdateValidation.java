package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What may change of a pod that exists: very little, for its containers run already. */
final class PodUpdateValidation {
  private static final String FAULT =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
          + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)";

  private PodUpdateValidation() {}

  static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    JsonNode spec = pod.path("spec");
    JsonNode oldSpec = old.path("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (spec.path(list).size() != oldSpec.path(list).size()) {
        errors.forbidden("spec." + list, "pod updates may not add or remove containers");
        return;
      }
    }
    validateDeadline(spec, oldSpec, errors);
    validateTolerations(spec.path("tolerations"), oldSpec.path("tolerations"), errors);
    Set<String> changed = changedFields(fixed(spec, oldSpec), fixed(oldSpec, oldSpec));
    if (!changed.isEmpty()) {
      errors.forbidden("spec", FAULT + "\nchanged: " + String.join(", ", changed));
    }
  }

  /** The spec as if everything that may change were as before. */
  private static ObjectNode fixed(JsonNode spec, JsonNode oldSpec) {
    ObjectNode fixed = spec.deepCopy();
    for (String field : List.of("activeDeadlineSeconds", "tolerations")) {
      fixed.remove(field);
    }
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : fixed.path(list)) {
        ((ObjectNode) container).remove("image");
      }
    }
    if (oldSpec.path("terminationGracePeriodSeconds").asLong() < 0
        && spec.path("terminationGracePeriodSeconds").asLong() == 1) {
      fixed.set("terminationGracePeriodSeconds", oldSpec.path("terminationGracePeriodSeconds"));
    }
    if (isSubset(spec.path("schedulingGates"), oldSpec.path("schedulingGates"))) {
      fixed.remove("schedulingGates");
    }
    return fixed;
  }

  private static Set<String> changedFields(ObjectNode spec, ObjectNode oldSpec) {
    Set<String> names = new TreeSet<>();
    spec.fieldNames().forEachRemaining(names::add);
    oldSpec.fieldNames().forEachRemaining(names::add);
    Set<String> changed = new TreeSet<>();
    for (String name : names) {
      if (!spec.path(name).equals(oldSpec.path(name))) {
        changed.add("spec." + name);
      }
    }
    return changed;
  }

  private static void validateDeadline(JsonNode spec, JsonNode oldSpec, FieldErrors errors) {
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    JsonNode oldDeadline = oldSpec.path("activeDeadlineSeconds");
    if (oldDeadline.isNumber() && !deadline.isNumber()) {
      errors.invalid(
          "spec.activeDeadlineSeconds",
          null,
          "must not update from a positive integer to nil value");
    } else if (oldDeadline.isNumber() && deadline.asLong() > oldDeadline.asLong()) {
      errors.invalid(
          "spec.activeDeadlineSeconds",
          deadline.asLong(),
          "must be less than or equal to previous value");
    }
  }

  private static void validateTolerations(
      JsonNode tolerations, JsonNode oldTolerations, FieldErrors errors) {
    if (!isSubset(withoutSeconds(oldTolerations), withoutSeconds(tolerations))) {
      errors.forbidden(
          "spec.tolerations",
          "existing toleration can not be modified except its tolerationSeconds");
    }
  }

  private static JsonNode withoutSeconds(JsonNode tolerations) {
    JsonNode copy = tolerations.deepCopy();
    for (JsonNode toleration : copy) {
      ((ObjectNode) toleration).remove("tolerationSeconds");
    }
    return copy;
  }

  private static boolean isSubset(JsonNode part, JsonNode whole) {
    List<JsonNode> elements = new ArrayList<>();
    whole.forEach(elements::add);
    for (JsonNode element : part) {
      if (!elements.contains(element)) {
        return false;
      }
    }
    return true;
  }
}
