package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Cells that volumes and claims share. */
final class VolumeTexts {
  private VolumeTexts() {}

  static String accessModes(JsonNode modes) {
    List<String> texts = new ArrayList<>();
    for (JsonNode mode : modes) {
      texts.add(
          switch (mode.asText()) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            case "ReadWriteOncePod" -> "RWOP";
            default -> mode.asText();
          });
    }
    return String.join(",", texts);
  }

  static String attributesClass(JsonNode spec) {
    return spec.path("volumeAttributesClassName").asText("<unset>");
  }
}
