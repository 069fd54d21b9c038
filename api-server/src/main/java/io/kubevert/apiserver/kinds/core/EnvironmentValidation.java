package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;

/** The environment of a container. */
final class EnvironmentValidation {
  private static final String NAME_FAULT =
      "a valid environment variable name must consist only of printable ASCII characters other"
          + " than '='";
  private static final List<String> FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private EnvironmentValidation() {}

  static void validate(JsonNode container, String path, FieldErrors errors) {
    JsonNode variables = container.path("env");
    for (int i = 0; i < variables.size(); i++) {
      validateVariable(variables.get(i), path + ".env[" + i + "]", errors);
    }
    JsonNode sources = container.path("envFrom");
    for (int i = 0; i < sources.size(); i++) {
      validateSource(sources.get(i), path + ".envFrom[" + i + "]", errors);
    }
  }

  private static void validateVariable(JsonNode variable, String path, FieldErrors errors) {
    String name = variable.path("name").asText("");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
    } else {
      validateName(name, path + ".name", errors);
    }
    JsonNode source = variable.path("valueFrom");
    if (source.isObject()) {
      validateValueFrom(source, variable.path("value").asText(""), path + ".valueFrom", errors);
    }
  }

  private static void validateName(String name, String path, FieldErrors errors) {
    if (!name.chars().allMatch(c -> c >= ' ' && c < 127 && c != '=')) {
      errors.invalid(path, name, NAME_FAULT);
    }
  }

  private static void validateValueFrom(
      JsonNode source, String value, String path, FieldErrors errors) {
    if (source.path("fieldRef").isObject()) {
      DownwardApiValidation.validateField(
          source.path("fieldRef"), FIELDS, path + ".fieldRef", errors);
    }
    if (source.path("resourceFieldRef").isObject()) {
      DownwardApiValidation.validateResource(
          source.path("resourceFieldRef"), path + ".resourceFieldRef", errors);
    }
    for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
      if (source.path(reference).isObject()) {
        validateKey(source.path(reference), path + "." + reference, errors);
      }
    }
    if (source.isEmpty()) {
      errors.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
              + " `secretKeyRef`");
    } else if (!value.isEmpty()) {
      errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (source.size() > 1) {
      errors.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  private static void validateKey(JsonNode reference, String path, FieldErrors errors) {
    String key = reference.path("key").asText("");
    if (key.isEmpty()) {
      errors.required(path + ".key", "");
    } else {
      Names.configMapKey(key).forEach(fault -> errors.invalid(path + ".key", key, fault));
    }
  }

  private static void validateSource(JsonNode source, String path, FieldErrors errors) {
    validateName(source.path("prefix").asText(""), path + ".prefix", errors);
    boolean map = source.path("configMapRef").isObject();
    boolean secret = source.path("secretRef").isObject();
    if (!map && !secret) {
      errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
    } else if (map && secret) {
      errors.invalid(path, "", "may not have more than one field specified at a time");
    }
    for (String reference : List.of("configMapRef", "secretRef")) {
      if (source.path(reference).isObject()) {
        String name = source.path(reference).path("name").asText("");
        Names.dns1123Subdomain(name)
            .forEach(fault -> errors.invalid(path + "." + reference + ".name", name, fault));
      }
    }
  }
}
