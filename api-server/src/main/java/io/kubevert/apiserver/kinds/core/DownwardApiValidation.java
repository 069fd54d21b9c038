package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pod may be told of itself. */
final class DownwardApiValidation {
  private static final Pattern SUBSCRIPT = Pattern.compile("(.*)\\['(.*)'\\]");
  private static final Set<String> KNOWN =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.phase",
          "status.podIP",
          "status.podIPs");
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Set<String> CPU_DIVISORS = Set.of("0", "1m", "1");
  private static final List<String> DIVISORS =
      List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private DownwardApiValidation() {}

  /**
   * @param supported the fields that may be named here
   */
  static void validateField(
      JsonNode reference, List<String> supported, String path, FieldErrors errors) {
    String version = reference.path("apiVersion").asText("");
    String field = reference.path("fieldPath").asText("");
    String at = path + ".fieldPath";
    if (field.isEmpty()) {
      errors.required(at, "");
      return;
    }
    Matcher subscript = SUBSCRIPT.matcher(field);
    if (!version.equals("v1")) {
      errors.invalid(at, field, "error converting fieldPath: unsupported pod version: " + version);
    } else if (subscript.matches()) {
      validateSubscript(subscript.group(1), subscript.group(2), field, path, errors);
    } else if (!KNOWN.contains(field)) {
      errors.invalid(at, field, "error converting fieldPath: field label not supported: " + field);
    } else if (!supported.contains(field)) {
      errors.notSupported(at, field, supported);
    }
  }

  private static void validateSubscript(
      String map, String key, String field, String path, FieldErrors errors) {
    switch (map) {
      case "metadata.annotations" ->
          Names.qualifiedName(key.toLowerCase(Locale.ROOT))
              .forEach(fault -> errors.invalid(path, key, fault));
      case "metadata.labels" ->
          Names.qualifiedName(key).forEach(fault -> errors.invalid(path, key, fault));
      default ->
          errors.invalid(
              path + ".fieldPath",
              field,
              "error converting fieldPath: field label does not support subscript: " + field);
    }
  }

  static void validateResource(JsonNode reference, String path, FieldErrors errors) {
    String resource = reference.path("resource").asText("");
    if (resource.isEmpty()) {
      errors.required(path + ".resource", "");
      return;
    }
    if (!RESOURCES.contains(resource) && !resource.matches("(limits|requests)\\.hugepages-.+")) {
      errors.notSupported(path + ".resource", resource, RESOURCES);
      return;
    }
    String name = resource.substring(resource.indexOf('.') + 1);
    String divisor = reference.path("divisor").asText("0");
    boolean cpu = name.equals("cpu");
    boolean fits =
        cpu ? CPU_DIVISORS.contains(divisor) : divisor.equals("0") || DIVISORS.contains(divisor);
    if (!fits) {
      String values = cpu ? "1m and 1" : String.join(", ", DIVISORS);
      errors.invalid(
          path + ".divisor",
          divisor,
          "only divisor's values " + values + " are supported with the " + name + " resource");
    }
  }
}
