package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Cidr;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a node may be stored. */
final class NodeValidation {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private NodeValidation() {}

  static void validate(JsonNode spec, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    JsonNode taints = spec.path("taints");
    for (int i = 0; i < taints.size(); i++) {
      String at = "spec.taints[" + i + "]";
      JsonNode taint = taints.get(i);
      String key = taint.path("key").asText("");
      String value = taint.path("value").asText("");
      String effect = taint.path("effect").asText("");
      Names.qualifiedName(key).forEach(fault -> errors.invalid(at + ".key", key, fault));
      Names.labelValue(value).forEach(fault -> errors.invalid(at + ".value", value, fault));
      if (effect.isEmpty()) {
        errors.required(at + ".effect", "");
      } else if (!EFFECTS.contains(effect)) {
        errors.notSupported(at + ".effect", effect, EFFECTS);
      }
      if (!seen.add(key + ":" + effect)) {
        errors.duplicate(at, taint);
      }
    }
    JsonNode ranges = spec.path("podCIDRs");
    for (int i = 0; i < ranges.size(); i++) {
      requireRange(ranges.get(i).asText(""), "spec.podCIDRs[" + i + "]", errors);
    }
  }

  static void validateUpdate(JsonNode spec, JsonNode old, FieldErrors errors) {
    if (!old.path("podCIDRs").isEmpty() && !spec.path("podCIDRs").equals(old.path("podCIDRs"))) {
      errors.forbidden(
          "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    }
    String provider = old.path("providerID").asText("");
    if (!provider.isEmpty() && !provider.equals(spec.path("providerID").asText(""))) {
      errors.forbidden(
          "spec.providerID", "node updates may not change providerID except from \"\" to valid");
    }
  }

  private static void requireRange(String range, String path, FieldErrors errors) {
    if (Cidr.parse(range).isEmpty()) {
      errors.invalid(path, range, Cidr.FAULT);
    }
  }
}
