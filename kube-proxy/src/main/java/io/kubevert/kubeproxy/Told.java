package io.kubevert.kubeproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the control plane told of one object.
 *
 * @param revision the object's resourceVersion
 * @param triggered when that happened which the object was written for, if its writer says so
 */
record Told<T>(String revision, Optional<Instant> triggered, T object) {
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  static <T> Function<ObjectNode, Told<T>> by(Function<ObjectNode, T> decode) {
    return object -> {
      JsonNode metadata = object.path("metadata");
      return new Told<>(
          metadata.path("resourceVersion").asText(""),
          instant(metadata.path("annotations").path(TRIGGER_TIME).asText("")),
          decode.apply(object));
    };
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty(); // whoever wrote it, it only feeds a metric
    }
  }
}
