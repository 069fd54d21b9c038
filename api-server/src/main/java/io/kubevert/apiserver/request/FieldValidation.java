package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.UnknownFields;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  /**
   * Looks an object through.
   *
   * @return warnings
   * @throws StatusException if unknown fields are to be refused
   */
  List<String> check(ObjectNode object, Class<?> model, ResourceRequest request) {
    if (this == IGNORE) {
      return List.of();
    }
    List<String> faults =
        UnknownFields.find(object, model).stream()
            .map(path -> "unknown field \"" + path + "\"")
            .toList();
    if (this == STRICT && !faults.isEmpty()) {
      String kind = object.path("kind").asText(request.info().resource());
      throw new StatusException(
          Statuses.badRequest(
              kind
                  + " in version \""
                  + request.info().version()
                  + "\" cannot be handled as a "
                  + kind
                  + ": strict decoding error: "
                  + faults.stream().collect(Collectors.joining(", "))));
    }
    return faults;
  }
}
