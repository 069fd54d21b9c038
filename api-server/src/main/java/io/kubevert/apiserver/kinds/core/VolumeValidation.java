package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
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
    }
    if (sources == 0) {
      errors.required(path, "must specify a volume type");
    }
  }
}
