package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.customresources.NameConflicts.Conflict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The status of a CustomResourceDefinition: pure functions from definitions to definitions. */
final class DefinitionStatus {
  private final Instant now;

  DefinitionStatus(Instant now) {
    this.now = now;
  }

  /**
   * The definition with its names accepted, or not.
   *
   * @param conflict why not
   */
  ObjectNode named(ObjectNode crd, Optional<Conflict> conflict) {
    ObjectNode next = crd.deepCopy();
    if (conflict.isPresent()) {
      condition(next, "NamesAccepted", false, conflict.get().reason(), conflict.get().message());
      if (!isEstablished(next)) {
        condition(next, "Established", false, "NotAccepted", "not all names are accepted");
      }
      return next;
    }
    next.withObject("/status").set("acceptedNames", crd.path("spec").path("names"));
    condition(next, "NamesAccepted", true, "NoConflicts", "no conflicts found");
    condition(
        next, "Established", true, "InitialNamesAccepted", "the initial names have been accepted");
    return next;
  }

  /** The definition while its objects are being deleted. */
  ObjectNode terminating(ObjectNode crd) {
    ObjectNode next = crd.deepCopy();
    condition(
        next,
        "Terminating",
        true,
        "InstanceDeletionInProgress",
        "CustomResource deletion is in progress");
    return next;
  }

  static boolean isEstablished(JsonNode crd) {
    return io.kubevert.apiserver.table.Cells.hasCondition(
        crd.path("status").path("conditions"), "Established", "True");
  }

  private void condition(
      ObjectNode crd, String type, boolean holds, String reason, String message) {
    ArrayNode conditions = crd.withObject("/status").withArrayProperty("conditions");
    ObjectNode condition = null;
    for (JsonNode each : conditions) {
      if (each.path("type").asText().equals(type)) {
        condition = (ObjectNode) each;
      }
    }
    if (condition == null) {
      condition = conditions.addObject();
    }
    String status = holds ? "True" : "False";
    if (!condition.path("status").asText().equals(status)) {
      condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    condition.put("message", message).put("reason", reason);
    condition.put("status", status).put("type", type);
  }
}
