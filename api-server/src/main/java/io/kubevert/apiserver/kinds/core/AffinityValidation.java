package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which nodes a pod wants: its affinities, and how it spreads over them. */
final class AffinityValidation {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final List<String> UNSATISFIABLE = List.of("DoNotSchedule", "ScheduleAnyway");

  private AffinityValidation() {}

  static void validate(JsonNode affinity, String path, FieldErrors errors) {
    JsonNode node = affinity.path("nodeAffinity");
    String nodePath = path + ".nodeAffinity";
    if (node.path(REQUIRED).isObject()) {
      validateNodeSelector(node.path(REQUIRED), nodePath + "." + REQUIRED, errors);
    }
    forEach(
        node.path(PREFERRED),
        nodePath + "." + PREFERRED,
        (term, at) -> {
          validateWeight(term, at, errors);
          validateNodeTerm(term.path("preference"), at + ".preference", errors);
        });
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      JsonNode pods = affinity.path(kind);
      String podPath = path + "." + kind;
      forEach(
          pods.path(REQUIRED),
          podPath + "." + REQUIRED,
          (term, at) -> validatePodTerm(term, at, errors));
      forEach(
          pods.path(PREFERRED),
          podPath + "." + PREFERRED,
          (term, at) -> {
            validateWeight(term, at, errors);
            validatePodTerm(term.path("podAffinityTerm"), at + ".podAffinityTerm", errors);
          });
    }
  }

  static void validateSpread(JsonNode constraints, String path, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    forEach(
        constraints,
        path,
        (constraint, at) -> {
          long skew = constraint.path("maxSkew").asLong();
          if (skew <= 0) {
            errors.invalid(at + ".maxSkew", skew, "must be greater than zero");
          }
          String key = constraint.path("topologyKey").asText("");
          requireTopologyKey(key, at, errors);
          String action = constraint.path("whenUnsatisfiable").asText("");
          if (!UNSATISFIABLE.contains(action)) {
            errors.notSupported(at + ".whenUnsatisfiable", action, UNSATISFIABLE);
          }
          String pair = "{" + key + ", " + action + "}";
          if (!seen.add(pair)) {
            errors.duplicate(at + ".{topologyKey, whenUnsatisfiable}", pair);
          }
          validateDomains(constraint.path("minDomains"), action, at, errors);
          LabelSelectors.validate(constraint.path("labelSelector"), at + ".labelSelector", errors);
        });
  }

  private static void validateDomains(
      JsonNode domains, String action, String path, FieldErrors errors) {
    if (!domains.isNumber()) {
      return;
    }
    if (domains.asLong() <= 0) {
      errors.invalid(path + ".minDomains", domains.asLong(), "must be greater than 0");
    }
    if (!action.equals("DoNotSchedule")) {
      errors.invalid(
          path + ".minDomains",
          domains.asLong(),
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
    }
  }

  private static void validateNodeSelector(JsonNode selector, String path, FieldErrors errors) {
    if (selector.path("nodeSelectorTerms").isEmpty()) {
      errors.required(path + ".nodeSelectorTerms", "must have at least one node selector term");
    }
    forEach(
        selector.path("nodeSelectorTerms"),
        path + ".nodeSelectorTerms",
        (term, at) -> validateNodeTerm(term, at, errors));
  }

  private static void validateNodeTerm(JsonNode term, String path, FieldErrors errors) {
    forEach(
        term.path("matchExpressions"),
        path + ".matchExpressions",
        (requirement, at) -> validateRequirement(requirement, at, errors));
    forEach(
        term.path("matchFields"),
        path + ".matchFields",
        (requirement, at) -> validateField(requirement, at, errors));
  }

  private static void validateRequirement(JsonNode requirement, String path, FieldErrors errors) {
    JsonNode values = requirement.path("values");
    String operator = requirement.path("operator").asText("");
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
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          errors.required(
              path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> errors.invalid(path + ".operator", operator, "not a valid selector operator");
    }
    String key = requirement.path("key").asText("");
    Names.qualifiedName(key).forEach(fault -> errors.invalid(path + ".key", key, fault));
  }

  private static void validateField(JsonNode requirement, String path, FieldErrors errors) {
    String operator = requirement.path("operator").asText("");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      errors.invalid(path + ".operator", operator, "not a valid selector operator");
    } else if (requirement.path("values").size() != 1) {
      errors.required(
          path + ".values",
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    String key = requirement.path("key").asText("");
    if (!key.equals("metadata.name")) {
      errors.invalid(path + ".key", key, "not a valid field selector key");
    }
  }

  private static void validatePodTerm(JsonNode term, String path, FieldErrors errors) {
    LabelSelectors.validate(term.path("labelSelector"), path + ".labelSelector", errors);
    LabelSelectors.validate(term.path("namespaceSelector"), path + ".namespaceSelector", errors);
    forEach(
        term.path("namespaces"),
        path + ".namespaces",
        (namespace, at) ->
            Names.dns1123Label(namespace.asText(""))
                .forEach(fault -> errors.invalid(path + ".namespace", namespace.asText(), fault)));
    requireTopologyKey(term.path("topologyKey").asText(""), path, errors);
  }

  private static void requireTopologyKey(String key, String path, FieldErrors errors) {
    if (key.isEmpty()) {
      errors.required(path + ".topologyKey", "can not be empty");
    } else {
      Names.qualifiedName(key).forEach(fault -> errors.invalid(path + ".topologyKey", key, fault));
    }
  }

  private static void validateWeight(JsonNode term, String path, FieldErrors errors) {
    long weight = term.path("weight").asLong();
    if (weight < 1 || weight > 100) {
      errors.invalid(path + ".weight", weight, "must be in the range 1-100");
    }
  }

  private static void forEach(JsonNode list, String path, BiConsumer<JsonNode, String> check) {
    for (int i = 0; i < list.size(); i++) {
      check.accept(list.get(i), path + "[" + i + "]");
    }
  }
}
