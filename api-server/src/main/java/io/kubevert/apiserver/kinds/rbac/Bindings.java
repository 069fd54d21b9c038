package io.kubevert.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.ArrayList;
import java.util.List;

/** What RoleBindings and ClusterRoleBindings share. */
final class Bindings {
  private static final String GROUP = "rbac.authorization.k8s.io";

  /** What kubectl shows of either. */
  static final List<Column> COLUMNS =
      List.of(
          Column.objectName(),
          Column.text("Role", "The role that is granted.", Bindings::role),
          Column.age(),
          holders("Users", "User"),
          holders("Groups", "Group"),
          holders("ServiceAccounts", "ServiceAccount"));

  private Bindings() {}

  private static Column holders(String name, String kind) {
    return Column.wide(name, "Who it is granted to.", binding -> subjects(binding, kind));
  }

  static void setDefaults(ObjectNode binding) {
    ObjectNode roleRef = binding.withObject("/roleRef");
    if (roleRef.path("apiGroup").asText("").isEmpty()) {
      roleRef.put("apiGroup", GROUP);
    }
    for (JsonNode subject : binding.path("subjects")) {
      boolean account = subject.path("kind").asText().equals("ServiceAccount");
      if (!account && subject instanceof ObjectNode object && !object.has("apiGroup")) {
        object.put("apiGroup", GROUP);
      }
    }
  }

  static void validate(ObjectNode binding, boolean namespaced, FieldErrors errors) {
    JsonNode roleRef = binding.path("roleRef");
    if (!roleRef.path("apiGroup").asText().equals(GROUP)) {
      errors.notSupported("roleRef.apiGroup", roleRef.path("apiGroup").asText(), List.of(GROUP));
    }
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    if (!kinds.contains(roleRef.path("kind").asText())) {
      errors.notSupported("roleRef.kind", roleRef.path("kind").asText(), kinds);
    }
    if (roleRef.path("name").asText("").isEmpty()) {
      errors.required("roleRef.name", "");
    }
    JsonNode subjects = binding.path("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      validateSubject(subjects.get(i), "subjects[" + i + "].", errors);
    }
  }

  static void requireSameRole(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    if (!binding.path("roleRef").equals(old.path("roleRef"))) {
      errors.invalid("roleRef", binding.path("roleRef"), "cannot change roleRef");
    }
  }

  private static String role(JsonNode binding) {
    JsonNode roleRef = binding.path("roleRef");
    return roleRef.path("kind").asText("") + "/" + roleRef.path("name").asText("");
  }

  private static String subjects(JsonNode binding, String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode subject : binding.path("subjects")) {
      if (subject.path("kind").asText().equals(kind)) {
        String name = subject.path("name").asText("");
        names.add(
            kind.equals("ServiceAccount")
                ? subject.path("namespace").asText("") + "/" + name
                : name);
      }
    }
    return String.join(", ", names);
  }

  private static void validateSubject(JsonNode subject, String path, FieldErrors errors) {
    if (subject.path("name").asText("").isEmpty()) {
      errors.required(path + "name", "");
    }
    List<String> kinds = List.of("ServiceAccount", "User", "Group");
    String kind = subject.path("kind").asText("");
    if (!kinds.contains(kind)) {
      errors.notSupported(path + "kind", kind, kinds);
    } else if (kind.equals("ServiceAccount") && subject.path("namespace").asText("").isEmpty()) {
      errors.required(path + "namespace", "");
    }
  }
}
