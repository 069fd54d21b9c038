package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/** The {@code immutable} field of ConfigMaps and Secrets. */
final class Immutability {
  private static final String FAULT = "field is immutable when `immutable` is set";

  private Immutability() {}

  static void check(JsonNode object, JsonNode old, List<String> fields, FieldErrors errors) {
    if (!old.path("immutable").asBoolean()) {
      return;
    }
    if (!object.path("immutable").asBoolean()) {
      errors.forbidden("immutable", FAULT);
    }
    for (String field : fields) {
      if (!object.path(field).equals(old.path(field))) {
        errors.forbidden(field, FAULT);
      }
    }
  }
}
