package io.kubevert.apiserver.request;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;
import java.util.Map;

/** The query parameters of writes, each of whose faults is told. */
final class WriteParameters {
  private static final int MANAGER_LENGTH = 128;

  private WriteParameters() {}

  /**
   * @throws StatusException if a parameter has a value that it cannot have
   */
  static void check(ResourceRequest request) {
    switch (request.info().verb()) {
      case "create" -> check("CreateOptions", request.query());
      case "update" -> check("UpdateOptions", request.query());
      case "patch" -> check("PatchOptions", request.query());
      default -> {}
    }
  }

  private static void check(String kind, Map<String, String> query) {
    FieldErrors errors = new FieldErrors();
    requireOneOf(query, "dryRun", List.of("All"), errors);
    requireOneOf(query, "fieldValidation", List.of("Ignore", "Warn", "Strict"), errors);
    String manager = query.getOrDefault("fieldManager", "");
    if (manager.length() > MANAGER_LENGTH) {
      errors.tooLong("fieldManager", MANAGER_LENGTH);
    }
    if (manager.codePoints().anyMatch(Character::isISOControl)) {
      errors.invalid("fieldManager", manager, "should only contain printable characters");
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalidOptions(kind, errors));
    }
  }

  private static void requireOneOf(
      Map<String, String> query, String name, List<String> values, FieldErrors errors) {
    String value = query.getOrDefault(name, "");
    if (!value.isEmpty() && !values.contains(value)) {
      errors.notSupported(name, value, values);
    }
  }
}
