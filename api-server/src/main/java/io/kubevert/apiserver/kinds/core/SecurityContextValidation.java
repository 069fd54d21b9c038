package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** As whom a pod and its containers run, and what they may do. */
final class SecurityContextValidation {
  private static final String ID_FAULT = "must be between 0 and 2147483647, inclusive";
  private static final String SYSCTL =
      "[a-z0-9]([-_a-z0-9]*[a-z0-9])?([\\./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
  private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
  private static final List<String> CHANGES = List.of("Always", "OnRootMismatch");

  private SecurityContextValidation() {}

  static void validatePod(JsonNode spec, String path, FieldErrors errors) {
    JsonNode context = spec.path("securityContext");
    String at = path + ".securityContext";
    for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      requireId(context.path(id), at + "." + id, errors);
    }
    JsonNode groups = context.path("supplementalGroups");
    for (int i = 0; i < groups.size(); i++) {
      requireId(groups.get(i), at + ".supplementalGroups[" + i + "]", errors);
    }
    if (spec.path("shareProcessNamespace").asBoolean() && spec.path("hostPID").asBoolean()) {
      errors.invalid(
          at + ".shareProcessNamespace",
          true,
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    validateSysctls(context.path("sysctls"), at + ".sysctls", errors);
    String change = context.path("fsGroupChangePolicy").asText("");
    if (!change.isEmpty() && !CHANGES.contains(change)) {
      errors.notSupported(at + ".fsGroupChangePolicy", change, CHANGES);
    }
    validateProfile(context.path("seccompProfile"), at + ".seccompProfile", errors);
  }

  static void validateContainer(JsonNode context, String path, FieldErrors errors) {
    for (String id : List.of("runAsUser", "runAsGroup")) {
      requireId(context.path(id), path + "." + id, errors);
    }
    validateProfile(context.path("seccompProfile"), path + ".seccompProfile", errors);
    boolean mayNotGain =
        context.path("allowPrivilegeEscalation").isBoolean()
            && !context.path("allowPrivilegeEscalation").asBoolean();
    if (mayNotGain && context.path("privileged").asBoolean()) {
      errors.invalid(
          path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      if (mayNotGain && capability.asText().equals("CAP_SYS_ADMIN")) {
        errors.invalid(
            path,
            context,
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
      }
    }
  }

  private static void requireId(JsonNode id, String path, FieldErrors errors) {
    if (id.isNumber() && (id.asLong() < 0 || id.asLong() > Integer.MAX_VALUE)) {
      errors.invalid(path, id.asLong(), ID_FAULT);
    }
  }

  private static void validateSysctls(JsonNode sysctls, String path, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < sysctls.size(); i++) {
      String at = path + "[" + i + "].name";
      String name = sysctls.get(i).path("name").asText("");
      if (name.isEmpty()) {
        errors.required(at, "");
      } else if (name.length() > 253 || !name.matches(SYSCTL)) {
        errors.invalid(
            at, name, "must have at most 253 characters and match regex ^(" + SYSCTL + ")$");
      } else if (!names.add(name)) {
        errors.duplicate(at, name);
      }
    }
  }

  private static void validateProfile(JsonNode profile, String path, FieldErrors errors) {
    if (!profile.isObject()) {
      return;
    }
    String type = profile.path("type").asText("");
    String file = profile.path("localhostProfile").asText("");
    if (type.isEmpty()) {
      errors.required(path + ".type", "type is required when seccompProfile is set");
    } else if (!PROFILES.contains(type)) {
      errors.notSupported(path + ".type", type, PROFILES);
    } else if (type.equals("Localhost") && file.isEmpty()) {
      errors.required(path + ".localhostProfile", "must be set when seccomp type is Localhost");
    } else if (!type.equals("Localhost") && profile.has("localhostProfile")) {
      errors.invalid(
          path + ".localhostProfile", file, "can only be set when seccomp type is Localhost");
    }
  }
}
