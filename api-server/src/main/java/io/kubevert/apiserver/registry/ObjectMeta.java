package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The metadata that the server itself keeps, the same for all kinds. */
public final class ObjectMeta {
  private static final Set<String> WITHOUT_GENERATION =
      Set.of("", "coordination.k8s.io", "events.k8s.io", "rbac.authorization.k8s.io");
  private static final List<String> NEVER_CHANGED =
      List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");

  private ObjectMeta() {}

  static ObjectNode of(ObjectNode object) {
    return object.path("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  static String text(JsonNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  static boolean isDeleting(JsonNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }

  /**
   * Fills in what a new object gets from the server.
   *
   * @param now in RFC 3339
   */
  static void create(ObjectNode object, ResourceDefinition definition, String uid, String now) {
    ObjectNode metadata = of(object);
    metadata.remove(
        List.of("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
    metadata.remove(List.of("generation", "managedFields"));
    metadata.put("uid", uid);
    metadata.put("creationTimestamp", now);
    if (!WITHOUT_GENERATION.contains(definition.type().group())) {
      metadata.put("generation", 1);
    }
    dropEmpty(metadata);
  }

  /** Carries over what no update may change. */
  static void update(ObjectNode object, ObjectNode old, boolean specChanged) {
    ObjectNode metadata = of(object);
    JsonNode before = old.path("metadata");
    metadata.remove(List.of("selfLink", "generation"));
    for (String field : NEVER_CHANGED) {
      metadata.remove(field);
      if (before.hasNonNull(field)) {
        metadata.set(field, before.get(field));
      }
    }
    if (before.hasNonNull("generation")) {
      metadata.put("generation", before.get("generation").asLong() + (specChanged ? 1 : 0));
    }
    dropEmpty(metadata);
  }

  static void setUnlessMissing(ObjectNode object, String field, JsonNode value) {
    if (!value.isMissingNode()) {
      of(object).set(field, value);
    }
  }

  /** Marks an object as going away. */
  static void delete(ObjectNode object, Instant now, long graceSeconds) {
    ObjectNode metadata = of(object);
    metadata.put("deletionTimestamp", timestamp(now.plusSeconds(graceSeconds)));
    metadata.put("deletionGracePeriodSeconds", graceSeconds);
    if (metadata.hasNonNull("generation")) {
      metadata.put("generation", metadata.get("generation").asLong() + 1);
    }
  }

  static List<String> finalizers(JsonNode object) {
    List<String> finalizers = new ArrayList<>();
    object.path("metadata").path("finalizers").forEach(each -> finalizers.add(each.asText()));
    return finalizers;
  }

  static void setFinalizers(ObjectNode object, List<String> finalizers) {
    ObjectNode metadata = of(object);
    metadata.remove("finalizers");
    if (!finalizers.isEmpty()) {
      ArrayNode array = metadata.putArray("finalizers");
      finalizers.forEach(array::add);
    }
  }

  /** Whether somebody still has to do something before the object may be removed. */
  static boolean isHeld(JsonNode object) {
    // A namespace's content is the business of a finalizer in its spec.
    return !object.path("metadata").path("finalizers").isEmpty()
        || object.path("kind").asText().equals("Namespace")
            && !object.path("spec").path("finalizers").isEmpty();
  }

  public static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void dropEmpty(ObjectNode metadata) {
    for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      JsonNode value = metadata.get(field);
      if (value != null && (value.isNull() || value.isContainerNode() && value.isEmpty())) {
        metadata.remove(field);
      }
    }
  }
}
