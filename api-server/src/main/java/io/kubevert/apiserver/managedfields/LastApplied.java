package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.Parts.Part;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;

/**
 * What kubectl applied before it left that to the server, in an annotation. Who goes on with the
 * server's apply takes over what was applied so without a conflict.
 */
final class LastApplied {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /** Who kubectl is when it lets the server apply, unless its user names somebody else. */
  private static final String KUBECTL = "kubectl";

  private LastApplied() {}

  /** The fields of a live object that are still as they were applied; none for other writers. */
  static FieldSet fields(ObjectNode live, Shape shape, Writer writer) {
    JsonNode annotation = annotation(live);
    if (!writer.manager().equals(KUBECTL) || !annotation.isTextual()) {
      return FieldSet.EMPTY;
    }
    try {
      ObjectNode applied = Json.parse(annotation.asText().getBytes(StandardCharsets.UTF_8));
      if (!applied.path("apiVersion").equals(live.path("apiVersion"))) {
        return FieldSet.EMPTY;
      }
      Part then = Parts.root(applied, shape);
      Difference since = Difference.between(then, Parts.root(live, shape));
      return FieldSets.applied(then).minus(since.set()).minus(since.removed());
    } catch (IllegalArgumentException e) {
      // Anybody may write anything into an annotation.
      return FieldSet.EMPTY;
    }
  }

  /** Writes down what is applied now where kubectl has written before. */
  static void update(ObjectNode next, ObjectNode live, ObjectNode applied, Writer writer) {
    if (!writer.manager().equals(KUBECTL) || annotation(live).isMissingNode()) {
      return;
    }
    ObjectNode configuration = applied.deepCopy();
    ObjectNode metadata = configuration.withObjectProperty("metadata");
    metadata.remove("managedFields");
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(ANNOTATION);
    }
    next.withObject("/metadata/annotations").put(ANNOTATION, configuration + "\n");
  }

  private static JsonNode annotation(ObjectNode object) {
    return object.path("metadata").path("annotations").path(ANNOTATION);
  }
}
