package io.kubevert.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.cel.SchemaRules;
import io.kubevert.apiserver.schema.StructuralCheck;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a CustomResourceDefinition may be stored. */
final class DefinitionValidation {
  private static final List<String> SCOPES = List.of("Cluster", "Namespaced");
  private static final List<String> STRATEGIES = List.of("None");
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final Pattern FIELD_PATH = Pattern.compile("(\\.[a-zA-Z_][-a-zA-Z0-9_]*)+");
  private static final String APPROVED = "api-approved.kubernetes.io";

  private DefinitionValidation() {}

  static void validate(JsonNode crd, FieldErrors errors) {
    JsonNode spec = crd.path("spec");
    names(crd, errors);
    String scope = spec.path("scope").asText("");
    if (scope.isEmpty()) {
      errors.required("spec.scope", "");
    } else if (!SCOPES.contains(scope)) {
      errors.notSupported("spec.scope", scope, SCOPES);
    }
    versions(spec.path("versions"), errors);
    String strategy = spec.path("conversion").path("strategy").asText("None");
    if (!STRATEGIES.contains(strategy)) {
      errors.notSupported("spec.conversion.strategy", strategy, STRATEGIES);
    }
    if (spec.path("preserveUnknownFields").asBoolean()) {
      errors.invalid(
          "spec.preserveUnknownFields",
          true,
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
              + " spec.versions[*].schema instead");
    }
  }

  /** A version that objects may lie in cannot go. */
  static void requireStoredVersions(JsonNode crd, FieldErrors errors) {
    Set<String> known = new HashSet<>();
    crd.path("spec").path("versions").forEach(each -> known.add(each.path("name").asText()));
    JsonNode stored = crd.path("status").path("storedVersions");
    for (int i = 0; i < stored.size(); i++) {
      if (!known.contains(stored.get(i).asText())) {
        errors.invalid(
            "status.storedVersions[" + i + "]",
            stored.get(i).asText(),
            "missing from spec.versions; "
                + stored.get(i).asText()
                + " was previously a storage"
                + " version, and must remain in spec.versions until a storage migration ensures no"
                + " data remains persisted in "
                + stored.get(i).asText()
                + " and removes "
                + stored.get(i).asText()
                + " from status.storedVersions");
      }
    }
  }

  private static void names(JsonNode crd, FieldErrors errors) {
    JsonNode spec = crd.path("spec");
    String group = spec.path("group").asText("");
    JsonNode names = spec.path("names");
    String plural = names.path("plural").asText("");
    String name = crd.path("metadata").path("name").asText("");
    String wanted = plural + "." + group;
    if (!name.equals(wanted)) {
      errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
    }
    if (group.isEmpty()) {
      errors.required("spec.group", "");
    } else {
      Names.dns1123Subdomain(group).forEach(fault -> errors.invalid("spec.group", group, fault));
      if (!group.contains(".")) {
        errors.invalid("spec.group", group, "should be a domain with at least one dot");
      }
    }
    approval(crd, group, errors);
    label(names, "plural", errors);
    label(names, "singular", errors);
    kind(names, "kind", errors);
    kind(names, "listKind", errors);
    if (names.path("kind").equals(names.path("listKind")) && names.has("kind")) {
      errors.invalid(
          "spec.names.listKind",
          names.path("listKind").asText(),
          "kind and listKind may not be the same");
    }
    for (String list : List.of("shortNames", "categories")) {
      JsonNode values = names.path(list);
      for (int i = 0; i < values.size(); i++) {
        String at = "spec.names." + list + "[" + i + "]";
        String value = values.get(i).asText();
        Names.dns1035Label(value).forEach(fault -> errors.invalid(at, value, fault));
      }
    }
  }

  /** Kubernetes' own groups are for what Kubernetes has approved. */
  private static void approval(JsonNode crd, String group, FieldErrors errors) {
    boolean guarded =
        group.equals("k8s.io")
            || group.equals("kubernetes.io")
            || group.endsWith(".k8s.io")
            || group.endsWith(".kubernetes.io");
    if (guarded && !crd.path("metadata").path("annotations").has(APPROVED)) {
      errors.required(
          "metadata.annotations[" + APPROVED + "]",
          "protected groups must have approval annotation \""
              + APPROVED
              + "\", see https://github.com/kubernetes/enhancements/pull/1111");
    }
  }

  private static void label(JsonNode names, String field, FieldErrors errors) {
    String value = names.path(field).asText("");
    if (value.isEmpty()) {
      errors.required("spec.names." + field, "");
    } else {
      Names.dns1035Label(value)
          .forEach(fault -> errors.invalid("spec.names." + field, value, fault));
    }
  }

  private static void kind(JsonNode names, String field, FieldErrors errors) {
    String value = names.path(field).asText("");
    if (value.isEmpty()) {
      errors.required("spec.names." + field, "");
    } else {
      Names.dns1035Label(value.toLowerCase(java.util.Locale.ROOT))
          .forEach(
              fault ->
                  errors.invalid(
                      "spec.names." + field,
                      value,
                      "may have mixed case, but should otherwise match: " + fault));
    }
  }

  private static void versions(JsonNode versions, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    int storage = 0;
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      String at = "spec.versions[" + i + "]";
      String name = version.path("name").asText("");
      Names.dns1035Label(name).forEach(fault -> errors.invalid(at + ".name", name, fault));
      if (!seen.add(name)) {
        errors.invalid("spec.versions", versions, "must contain unique version names");
      }
      storage += version.path("storage").asBoolean() ? 1 : 0;
      version(version, at, errors);
    }
    if (versions.isEmpty()) {
      errors.required("spec.versions", "");
    } else if (storage != 1) {
      errors.invalid(
          "spec.versions", versions, "must have exactly one version marked as storage version");
    }
  }

  private static void version(JsonNode version, String at, FieldErrors errors) {
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    String path = at + ".schema.openAPIV3Schema";
    if (!schema.isObject()) {
      errors.required(path, "schemas are required");
      return;
    }
    FieldErrors structure = new FieldErrors();
    StructuralCheck.check(schema, path, structure);
    if (structure.isEmpty()) {
      SchemaRules.of(schema, path, structure);
    }
    errors.addAll(structure);
    scale(version.path("subresources").path("scale"), at + ".subresources.scale", errors);
    columns(version.path("additionalPrinterColumns"), at, errors);
  }

  private static void scale(JsonNode scale, String at, FieldErrors errors) {
    if (!scale.isObject()) {
      return;
    }
    fieldPath(scale, "specReplicasPath", ".spec.", at, true, errors);
    fieldPath(scale, "statusReplicasPath", ".status.", at, true, errors);
    fieldPath(scale, "labelSelectorPath", ".", at, false, errors);
  }

  private static void fieldPath(
      JsonNode scale, String field, String start, String at, boolean required, FieldErrors errors) {
    String path = scale.path(field).asText("");
    if (path.isEmpty()) {
      if (required) {
        errors.required(at + "." + field, "");
      }
    } else if (!FIELD_PATH.matcher(path).matches()) {
      errors.invalid(at + "." + field, path, "should be a JSON path of the form .a.b.c");
    } else if (!path.startsWith(start)) {
      errors.invalid(
          at + "." + field,
          path,
          "should be a json path under " + start.substring(0, start.length() - 1));
    }
  }

  private static void columns(JsonNode columns, String at, FieldErrors errors) {
    for (int i = 0; i < columns.size(); i++) {
      String path = at + ".additionalPrinterColumns[" + i + "]";
      if (columns.get(i).path("name").asText("").isEmpty()) {
        errors.required(path + ".name", "");
      }
      String type = columns.get(i).path("type").asText("");
      if (type.isEmpty()) {
        errors.required(path + ".type", "must be one of " + String.join(",", COLUMN_TYPES));
      } else if (!COLUMN_TYPES.contains(type)) {
        errors.invalid(path + ".type", type, "must be one of " + String.join(",", COLUMN_TYPES));
      }
      if (columns.get(i).path("jsonPath").asText("").isEmpty()) {
        errors.required(path + ".jsonPath", "");
      }
    }
  }
}
