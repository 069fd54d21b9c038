package io.kubevert.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;

/** The rules of roles. */
final class PolicyRules {
  private PolicyRules() {}

  static void validate(JsonNode rules, boolean namespaced, FieldErrors errors) {
    for (int i = 0; i < rules.size(); i++) {
      JsonNode rule = rules.get(i);
      String path = "rules[" + i + "].";
      if (rule.path("verbs").isEmpty()) {
        errors.required(path + "verbs", "verbs must contain at least one value");
      }
      if (!rule.path("nonResourceURLs").isEmpty()) {
        validateUrls(rule, path, namespaced, errors);
        continue;
      }
      if (rule.path("apiGroups").isEmpty()) {
        errors.required(path + "apiGroups", "resource rules must supply at least one api group");
      }
      if (rule.path("resources").isEmpty()) {
        errors.required(path + "resources", "resource rules must supply at least one resource");
      }
    }
  }

  private static void validateUrls(
      JsonNode rule, String path, boolean namespaced, FieldErrors errors) {
    if (namespaced) {
      errors.invalid(
          path + "nonResourceURLs",
          rule.path("nonResourceURLs"),
          "namespaced rules cannot apply to non-resource URLs");
    }
    if (!rule.path("apiGroups").isEmpty() || !rule.path("resources").isEmpty()) {
      errors.invalid(
          path + "nonResourceURLs",
          rule.path("nonResourceURLs"),
          "rules cannot apply to both regular resources and non-resource URLs");
    }
  }
}
