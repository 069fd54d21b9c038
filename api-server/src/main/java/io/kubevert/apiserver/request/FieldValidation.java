package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Map;

/** What to do about fields that the server does not know: the {@code fieldValidation} parameter. */
enum FieldValidation {
  IGNORE,
  WARN,
  STRICT;

  /** What a query asks for, whose parameters have been checked. */
  static FieldValidation of(Map<String, String> query) {
    String value = query.getOrDefault("fieldValidation", "");
    return switch (value) {
      case "Ignore" -> IGNORE;
      case "", "Warn" -> WARN;
      case "Strict" -> STRICT;
      default -> throw new IllegalArgumentException("fieldValidation cannot be " + value);
    };
  }

  /** What the body has twice. */
  List<String> duplicates(ResourceRequest request) {
    return this == IGNORE ? List.of() : DuplicateFields.find(request);
  }

  /** What the kind does not have. */
  List<String> unknownFields(ObjectNode object, Schema schema) {
    return this == IGNORE
        ? List.of()
        : schema.unknownFields(object).stream()
            .map(path -> "unknown field \"" + path + "\"")
            .toList();
  }

  /**
   * @throws StatusException if there are faults and they are to be refused
   */
  void refuse(List<String> faults, ResourceType type) {
    if (this != STRICT || faults.isEmpty()) {
      return;
    }
    throw new StatusException(
        Statuses.badRequest(
            type.kind()
                + " in version \""
                + type.version()
                + "\" cannot be handled as a "
                + type.kind()
                + ": strict decoding error: "
                + String.join(", ", faults)));
  }
}
