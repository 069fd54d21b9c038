package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.ApplyConflictException;
import io.kubevert.apiserver.managedfields.Ownership;
import io.kubevert.apiserver.managedfields.Writer;
import io.kubevert.apiserver.status.Reason;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/**
 * Server-side apply (KEP-555): the object has what the writer says, whether it was there or not.
 */
final class Applying {
  private static final String STATUS = "status";

  private final ObjectStorage objects;
  private final Creation creation;
  private final Update update;
  private final InstantSource clock;

  Applying(ObjectStorage objects, Creation creation, Update update, InstantSource clock) {
    this.objects = objects;
    this.creation = creation;
    this.update = update;
    this.clock = clock;
  }

  Future<ApiResponse> apply(Target target, Patching patch, WriteOptions options) {
    ObjectNode wanted = wanted(target, patch);
    if (target.definition().hasStatus()) {
      wanted.remove(STATUS);
    }
    if (objects.get(target).isPresent()) {
      return update.apply(
          target, Change.spec(next(target, wanted, options, "")).applied(), options);
    }
    ObjectNode created = next(target, wanted, options, "").next(Json.object());
    return creation
        .create(target.definition(), target.namespace(), created, options.ofAppliedObject())
        .recover(
            failure ->
                failure instanceof StatusException refused
                        && refused.status().reason() == Reason.ALREADY_EXISTS
                        && objects.get(target).isPresent()
                    ? apply(target, patch, options)
                    : Future.failedFuture(failure));
  }

  Future<ApiResponse> applyStatus(Target target, Patching patch, WriteOptions options) {
    ObjectNode wanted = wanted(target, patch);
    wanted.retain(List.of("apiVersion", "kind", "metadata", STATUS));
    ObjectMeta.of(wanted).retain(List.of("name", "namespace", "uid", "resourceVersion"));
    return update.apply(
        target, Change.status(next(target, wanted, options, STATUS)).applied(), options);
  }

  /** Applies what a subresource is about, and nothing else of the body. */
  Future<ApiResponse> applyPart(
      Target target, Patching patch, SubresourcePart part, WriteOptions options) {
    ObjectNode wanted = part.only().apply(wanted(target, patch));
    ObjectMeta.of(wanted).retain(List.of("name", "namespace", "uid", "resourceVersion"));
    Change.Step step = next(target, wanted, options, part.name());
    return update.apply(
        target,
        Change.part(
                part.name(),
                current -> Subresources.part(current, step.next(current.deepCopy()), part))
            .applied(),
        options);
  }

  /**
   * Applies a Scale: the object owns it, with the field that the object keeps the number in.
   * Whoever applies no number any more leaves none behind.
   */
  Change scale(Target target, Patching patch, WriteOptions options) {
    ObjectNode scale = patch.applied();
    Bodies.name(scale, target.name());
    requireNoAccount(scale);
    ScaleFields fields = target.definition().strategy().scale();
    ObjectNode wanted = Json.object();
    if (scale.path("spec").has("replicas")) {
      fields.setReplicas(wanted, Subresources.replicas(target, scale));
    }
    return Change.scale(
            current -> {
              try {
                ObjectNode next = owned(target, current, wanted, options, "scale");
                if (next.at(fields.replicas()).isMissingNode()) {
                  fields.setReplicas(next, 0);
                }
                return Subresources.preconditioned(next, scale);
              } catch (ApplyConflictException e) {
                String apiVersion = scale.path("apiVersion").asText();
                throw new StatusException(
                    Statuses.applyConflict(e.of(apiVersion, ".spec.replicas")));
              }
            })
        .applied();
  }

  private static ObjectNode wanted(Target target, Patching patch) {
    ObjectNode wanted = patch.applied();
    Bodies.place(wanted, target.definition(), target.namespace());
    Bodies.name(wanted, target.name());
    requireNoAccount(wanted);
    return wanted;
  }

  private static void requireNoAccount(ObjectNode wanted) {
    if (wanted.path("metadata").has("managedFields")) {
      throw new StatusException(Statuses.badRequest("metadata.managedFields must be nil"));
    }
  }

  private Change.Step next(
      Target target, ObjectNode wanted, WriteOptions options, String subresource) {
    return current -> {
      try {
        return owned(target, current, wanted, options, subresource);
      } catch (ApplyConflictException e) {
        throw new StatusException(Statuses.applyConflict(e));
      }
    };
  }

  private ObjectNode owned(
      Target target,
      ObjectNode current,
      ObjectNode wanted,
      WriteOptions options,
      String subresource) {
    ResourceType type = target.type();
    try {
      return Ownership.apply(
          current,
          wanted,
          target.definition().schema().shape(),
          new Writer(options.fieldManager(), true, type.apiVersion(), subresource),
          options.force(),
          ObjectMeta.timestamp(clock.instant()));
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          Statuses.badRequest(
              "failed to create typed patch object (%s; %s, Kind=%s): %s"
                  .formatted(target.label(), type.apiVersion(), type.kind(), e.getMessage())));
    }
  }
}
