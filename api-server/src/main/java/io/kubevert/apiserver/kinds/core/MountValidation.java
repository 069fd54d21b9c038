package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a container has its volumes. */
final class MountValidation {
  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");

  private MountValidation() {}

  /**
   * @param volumes the names that mounts may refer to
   */
  static void validate(JsonNode container, Set<String> volumes, String path, FieldErrors errors) {
    Set<String> mountPaths = new HashSet<>();
    JsonNode mounts = container.path("volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      JsonNode mount = mounts.get(i);
      String at = path + ".volumeMounts[" + i + "]";
      String name = mount.path("name").asText("");
      String mountPath = mount.path("mountPath").asText("");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      } else if (!volumes.contains(name)) {
        errors.notFound(at + ".name", name);
      }
      if (mountPath.isEmpty()) {
        errors.required(at + ".mountPath", "");
      } else if (!mountPaths.add(mountPath)) {
        errors.invalid(at + ".mountPath", mountPath, "must be unique");
      }
      validateSubPath(mount, at, errors);
      validatePropagation(mount, container, at, errors);
    }
  }

  private static void validateSubPath(JsonNode mount, String path, FieldErrors errors) {
    String subPath = mount.path("subPath").asText("");
    String expression = mount.path("subPathExpr").asText("");
    requireBelow(subPath, path + ".subPath", errors);
    if (!expression.isEmpty() && !subPath.isEmpty()) {
      errors.invalid(
          path + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
    }
    requireBelow(expression, path + ".subPathExpr", errors);
  }

  /** Adds a fault if a path leads out of where it begins. */
  static void requireBelow(String file, String path, FieldErrors errors) {
    if (file.startsWith("/")) {
      errors.invalid(path, file, "must be a relative path");
    }
    if (List.of(file.split("/")).contains("..")) {
      errors.invalid(path, file, "must not contain '..'");
    }
  }

  private static void validatePropagation(
      JsonNode mount, JsonNode container, String path, FieldErrors errors) {
    String propagation = mount.path("mountPropagation").asText("");
    String at = path + ".mountPropagation";
    if (!propagation.isEmpty() && !PROPAGATIONS.contains(propagation)) {
      errors.notSupported(at, propagation, PROPAGATIONS);
    } else if (propagation.equals("Bidirectional")
        && !container.path("securityContext").path("privileged").asBoolean()) {
      errors.forbidden(
          at, "Bidirectional mount propagation is available only to privileged containers");
    }
  }
}
