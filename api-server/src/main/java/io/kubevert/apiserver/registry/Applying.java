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
          target, Change.applied(Change.Scope.SPEC, next(target, wanted, options, "")), options);
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
        target,
        Change.applied(Change.Scope.STATUS, next(target, wanted, options, STATUS)),
        options);
  }

  private static ObjectNode wanted(Target target, Patching patch) {
    ObjectNode wanted = patch.applied();
    Bodies.place(wanted, target.definition(), target.namespace());
    Bodies.name(wanted, target.name());
    if (wanted.path("metadata").has("managedFields")) {
      throw new StatusException(Statuses.badRequest("metadata.managedFields must be nil"));
    }
    return wanted;
  }

  private Change.Step next(
      Target target, ObjectNode wanted, WriteOptions options, String subresource) {
    Writer writer =
        new Writer(options.fieldManager(), true, target.type().apiVersion(), subresource);
    return current -> {
      try {
        return Ownership.apply(
            current,
            wanted,
            target.definition().schema().shape(),
            writer,
            options.force(),
            ObjectMeta.timestamp(clock.instant()));
      } catch (ApplyConflictException e) {
        throw new StatusException(Statuses.applyConflict(e));
      }
    };
  }
}
