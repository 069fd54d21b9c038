package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.List;
import java.util.Map;

/** What to do about fields that the server does not know: the {@code fieldValidation} parameter. */
enum FieldValidation {
  IGNORE,
  WARN,
  STRICT;

  /**
   * @throws StatusException if the parameter has a value that it cannot have
   */
  static FieldValidation of(Map<String, String> query) {
    String value = query.getOrDefault("fieldValidation", "");
    return switch (value) {
      case "Ignore" -> IGNORE;
      case "", "Warn" -> WARN;
      case "Strict" -> STRICT;
      default ->
          throw new StatusException(
              Statuses.badRequest(
                  "fieldValidation: Unsupported value: \""
                      + value
                      + "\": supported values: \"Ignore\", \"Warn\", \"Strict\""));
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
  void refuse(List<String> faults, ObjectNode object, RequestInfo info) {
    if (this != STRICT || faults.isEmpty()) {
      return;
    }
    String kind = object.path("kind").asText(info.resource());
    throw new StatusException(
        Statuses.badRequest(
            kind
                + " in version \""
                + info.version()
                + "\" cannot be handled as a "
                + kind
                + ": strict decoding error: "
                + String.join(", ", faults)));
  }
}
