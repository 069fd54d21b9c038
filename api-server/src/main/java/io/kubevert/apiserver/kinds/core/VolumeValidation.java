package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The volumes of a pod. */
final class VolumeValidation {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "hostPath", "path",
          "secret", "secretName",
          "configMap", "name",
          "persistentVolumeClaim", "claimName");

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final List<String> DOWNWARD_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");
  private static final int MOST_MODE = 0777;
  private static final long LEAST_TOKEN_SECONDS = 600;
  private static final long MOST_TOKEN_SECONDS = 1L << 32;

  private VolumeValidation() {}

  /**
   * @return the names of the volumes, which mounts may refer to
   */
  static Set<String> validate(JsonNode volumes, String specPath, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      JsonNode volume = volumes.get(i);
      String path = specPath + ".volumes[" + i + "]";
      String name = volume.path("name").asText("");
      if (name.isEmpty()) {
        errors.required(path + ".name", "");
      } else {
        Names.dns1123Label(name).forEach(fault -> errors.invalid(path + ".name", name, fault));
        if (!names.add(name)) {
          errors.duplicate(path + ".name", name);
        }
      }
      validateSource(volume, path, errors);
    }
    return names;
  }

  private static void validateSource(JsonNode volume, String path, FieldErrors errors) {
    int sources = 0;
    for (var source : volume.properties()) {
      if (source.getKey().equals("name") || !source.getValue().isObject()) {
        continue;
      }
      sources++;
      String sourcePath = path + "." + source.getKey();
      if (sources > 1) {
        errors.forbidden(sourcePath, "may not specify more than 1 volume type");
      }
      String required = REQUIRED.get(source.getKey());
      if (required != null && source.getValue().path(required).asText("").isEmpty()) {
        errors.required(sourcePath + "." + required, "");
      }
      validateFiles(source.getValue(), sourcePath, errors);
    }
    validateHostPath(volume.path("hostPath"), path + ".hostPath", errors);
    JsonNode projected = volume.path("projected").path("sources");
    for (int i = 0; i < projected.size(); i++) {
      validateProjection(projected.get(i), path + ".projected.sources[" + i + "]", errors);
    }
    if (sources == 0) {
      errors.required(path, "must specify a volume type");
    }
  }

  private static void validateHostPath(JsonNode hostPath, String path, FieldErrors errors) {
    String file = hostPath.path("path").asText("");
    if (List.of(file.split("/")).contains("..")) {
      errors.invalid(path + ".path", file, "must not contain '..'");
    }
    String type = hostPath.path("type").asText("");
    if (!HOST_PATH_TYPES.contains(type)) {
      errors.notSupported(path + ".type", type, HOST_PATH_TYPES);
    }
  }

  private static void validateProjection(JsonNode source, String path, FieldErrors errors) {
    source.properties().forEach(each -> validateFiles(each.getValue(), path, errors));
    if (source.path("serviceAccountToken") instanceof ObjectNode token) {
      String at = path + ".serviceAccountToken";
      long seconds = token.path("expirationSeconds").asLong(MOST_TOKEN_SECONDS);
      if (seconds < LEAST_TOKEN_SECONDS) {
        errors.invalid(
            at + ".expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
      } else if (seconds > MOST_TOKEN_SECONDS) {
        errors.invalid(
            at + ".expirationSeconds",
            seconds,
            "may not specify a duration larger than 2^32 seconds");
      }
      requireFile(token, at, errors);
    }
  }

  /** The files that a source is written to. */
  private static void validateFiles(JsonNode source, String path, FieldErrors errors) {
    validateMode(source.path("defaultMode"), path + ".defaultMode", errors);
    for (int i = 0; i < source.path("items").size(); i++) {
      JsonNode item = source.path("items").get(i);
      String at = path + ".items[" + i + "]";
      boolean downward =
          item.path("fieldRef").isObject() || item.path("resourceFieldRef").isObject();
      if (!downward && item.path("key").asText("").isEmpty()) {
        errors.required(at + ".key", "");
      }
      if (item.path("fieldRef").isObject()) {
        DownwardApiValidation.validateField(
            item.path("fieldRef"), DOWNWARD_FIELDS, at + ".fieldRef", errors);
      }
      if (item.path("resourceFieldRef").isObject()) {
        DownwardApiValidation.validateResource(
            item.path("resourceFieldRef"), at + ".resourceFieldRef", errors);
      }
      requireFile(item, at, errors);
      validateMode(item.path("mode"), at + ".mode", errors);
    }
  }

  private static void requireFile(JsonNode item, String path, FieldErrors errors) {
    String file = item.path("path").asText("");
    if (file.isEmpty()) {
      errors.required(path + ".path", "");
    }
    MountValidation.requireBelow(file, path + ".path", errors);
    if (file.startsWith("..") && !file.startsWith("../")) {
      errors.invalid(path + ".path", file, "must not start with '..'");
    }
  }

  private static void validateMode(JsonNode mode, String path, FieldErrors errors) {
    if (mode.isNumber() && (mode.asLong() < 0 || mode.asLong() > MOST_MODE)) {
      errors.invalid(
          path, mode.asLong(), "must be a number between 0 and 0777 (octal), both inclusive");
    }
  }
}
