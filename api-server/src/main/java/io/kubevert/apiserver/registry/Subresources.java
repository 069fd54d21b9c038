package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.Json;
import java.time.Instant;

/** Objects seen through one of their subresources: pure functions of the object. */
final class Subresources {
  private Subresources() {}

  /** An {@code autoscaling/v1} Scale of an object. */
  static ObjectNode scale(ScaleFields fields, ObjectNode object) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      metadata.set(field, object.path("metadata").get(field));
    }
    int replicas = fields.replicas(object);
    ObjectNode spec = scale.putObject("spec");
    if (replicas > 0) {
      spec.put("replicas", replicas);
    }
    scale
        .putObject("status")
        .put("replicas", fields.actualReplicas(object))
        .put("selector", fields.selector(object));
    return scale;
  }

  /**
   * How many replicas a Scale asks for.
   *
   * @throws StatusException if the number is none
   */
  static int replicas(Target target, JsonNode scale) {
    int replicas = scale.path("spec").path("replicas").asInt(0);
    if (replicas < 0) {
      FieldErrors errors =
          new FieldErrors()
              .invalid("spec.replicas", replicas, "must be greater than or equal to 0");
      throw new StatusException(
          Statuses.invalid(SubresourceDefinition.SCALE.type(), target.name(), errors));
    }
    return replicas;
  }

  /**
   * The workload with the number of replicas, and the preconditions, that a Scale asks for.
   *
   * @throws StatusException if the number is none
   */
  static ObjectNode scaled(Target target, ObjectNode object, JsonNode scale) {
    int replicas = replicas(target, scale);
    target.definition().strategy().scale().setReplicas(object, replicas);
    return preconditioned(object, scale);
  }

  /** The object with the state that a Scale says it is in. */
  static ObjectNode preconditioned(ObjectNode object, JsonNode scale) {
    for (String field : new String[] {"resourceVersion", "uid"}) {
      JsonNode asked = scale.path("metadata").path(field);
      if (asked.isTextual() && !asked.asText().isEmpty()) {
        ObjectMeta.of(object).set(field, asked);
      }
    }
    return object;
  }

  /**
   * The pod on the node that a Binding names.
   *
   * @throws StatusException if the pod is on a node already, or is going away
   */
  static ObjectNode bound(Target target, ObjectNode pod, JsonNode binding, Instant now) {
    String node = binding.path("target").path("name").asText("");
    String current = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw new StatusException(
          Statuses.badRequest("Binding is invalid: target.name: Required value"));
    }
    if (ObjectMeta.isDeleting(pod)) {
      throw conflict(
          target, "pod " + target.name() + " is being deleted, cannot be assigned to a host");
    }
    if (!current.isEmpty()) {
      throw conflict(
          target, "pod " + target.name() + " is already assigned to node \"" + current + "\"");
    }
    pod.withObjectProperty("spec").put("nodeName", node);
    setScheduled(pod.withObjectProperty("status"), now);
    return pod;
  }

  /** The object with what a subresource takes of another version of it, whose state it names. */
  static ObjectNode part(ObjectNode object, ObjectNode asked, SubresourcePart part) {
    ObjectNode next = part.admit().apply(object, asked);
    for (String field : new String[] {"resourceVersion", "uid", "managedFields"}) {
      ObjectMeta.setUnlessMissing(next, field, asked.path("metadata").path(field));
    }
    return next;
  }

  /**
   * The namespace with the finalizers that a Namespace body leaves it.
   *
   * @throws StatusException if one of them is none
   */
  static ObjectNode finalized(Target target, ObjectNode namespace, JsonNode body) {
    FieldErrors errors = new FieldErrors();
    JsonNode finalizers = body.path("spec").path("finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      String name = finalizers.get(i).asText("");
      String at = "spec.finalizers[" + i + "]";
      Names.qualifiedName(name).forEach(fault -> errors.invalid(at, name, fault));
      ObjectMetaValidation.requireKnownFinalizer(name, at, errors);
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalid(target.type(), target.name(), errors));
    }
    ObjectNode spec = namespace.withObjectProperty("spec");
    if (body.path("spec").path("finalizers").isEmpty()) {
      spec.remove("finalizers");
    } else {
      spec.set("finalizers", body.path("spec").get("finalizers"));
    }
    return namespace;
  }

  private static void setScheduled(ObjectNode status, Instant now) {
    ObjectNode condition = null;
    for (JsonNode each : status.withArrayProperty("conditions")) {
      if (each.path("type").asText().equals("PodScheduled")) {
        condition = (ObjectNode) each;
      }
    }
    if (condition == null) {
      condition = status.withArrayProperty("conditions").addObject().put("type", "PodScheduled");
    }
    condition.remove("reason");
    condition.remove("message");
    condition.put("status", "True").putNull("lastProbeTime");
    condition.put("lastTransitionTime", ObjectMeta.timestamp(now));
  }

  private static StatusException conflict(Target target, String why) {
    return new StatusException(Statuses.conflict(target.type(), target.name(), why));
  }
}
