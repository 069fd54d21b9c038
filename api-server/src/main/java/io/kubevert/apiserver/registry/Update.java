package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.Ownership;
import io.kubevert.apiserver.managedfields.Writer;
import io.kubevert.apiserver.quota.Quotas;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.storage.WriteResult;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The update and patch verbs, on the object and on its subresources. */
final class Update {
  private static final int TRIES = 8;
  private static final String ACCOUNT = "managedFields";

  private final ObjectStorage objects;
  private final Quotas quotas;
  private final InstantSource clock;

  Update(ObjectStorage objects, Quotas quotas, InstantSource clock) {
    this.objects = objects;
    this.quotas = quotas;
    this.clock = clock;
  }

  /** Applies a change to the newest state, again when another writer was faster. */
  Future<ApiResponse> apply(Target target, Change change, WriteOptions options) {
    return apply(target, change, options, TRIES);
  }

  private Future<ApiResponse> apply(Target target, Change change, WriteOptions options, int tries) {
    Optional<Entry> entry = objects.get(target);
    if (entry.isEmpty()) {
      return StatusException.refused(Statuses.notFound(target.type(), target.name()));
    }
    ObjectNode old = Json.parse(entry.get().value());
    ObjectNode next = change.step().next(old.deepCopy());
    checkPreconditions(target, next, old);
    JsonNode account = ObjectMeta.of(next).path(ACCOUNT);
    Reservation reservation = prepare(target, change.scope(), next, old, options);
    keepAccount(target, change, next, old, account, options);
    ObjectMeta.of(next).set("resourceVersion", old.path("metadata").get("resourceVersion"));
    if (options.dryRun() || next.equals(old)) {
      reservation.rollback();
      return Future.succeededFuture(new ApiResponse(200, Json.bytes(next)));
    }
    boolean gone = isFinished(next);
    long expected = entry.get().revision();
    return (gone ? objects.delete(target, expected, next) : objects.update(target, expected, next))
        .onFailure(_ -> reservation.rollback())
        .compose(
            result ->
                switch (result) {
                  case WriteResult.Written(Entry written) -> {
                    reservation.commit();
                    if (gone) {
                      target.definition().strategy().deleted(next);
                    }
                    yield Future.succeededFuture(new ApiResponse(200, written.value()));
                  }
                  case WriteResult.Lost _ -> {
                    reservation.rollback();
                    yield tries > 1
                        ? apply(target, change, options, tries - 1)
                        : StatusException.refused(Statuses.modified(target.type(), target.name()));
                  }
                });
  }

  /** Notes who owns the fields that changed. */
  private void keepAccount(
      Target target,
      Change change,
      ObjectNode next,
      ObjectNode old,
      JsonNode account,
      WriteOptions options) {
    ObjectMeta.setUnlessMissing(next, ACCOUNT, account);
    if (change.isApplied()) {
      return;
    }
    switch (change.scope()) {
      case SERVER -> ObjectMeta.setUnlessMissing(next, ACCOUNT, old.path("metadata").path(ACCOUNT));
      case SPEC, STATUS, SCALE, PART -> track(target, next, old, options, change.subresource());
    }
  }

  private void track(
      Target target, ObjectNode next, ObjectNode old, WriteOptions options, String subresource) {
    Ownership.track(
        next,
        old,
        target.definition().schema().shape(),
        new Writer(options.fieldManager(), false, target.type().apiVersion(), subresource),
        ObjectMeta.timestamp(clock.instant()));
  }

  private static void checkPreconditions(Target target, ObjectNode next, ObjectNode old) {
    Bodies.identify(next, target.definition());
    Bodies.place(next, target.definition(), target.namespace());
    Bodies.name(next, target.name());
    String uid = ObjectMeta.text(next, "uid");
    String actual = ObjectMeta.text(old, "uid");
    if (!uid.isEmpty() && !uid.equals(actual)) {
      throw new StatusException(
          Statuses.conflict(
              target.type(),
              target.name(),
              "Precondition failed: UID in precondition: "
                  + uid
                  + ", UID in object meta: "
                  + actual));
    }
    String revision = ObjectMeta.text(next, "resourceVersion");
    if (revision.isEmpty() && !target.definition().strategy().allowsUnconditionalUpdate()) {
      FieldErrors errors = new FieldErrors();
      errors.invalidAsWritten("metadata.resourceVersion", "0x0", "must be specified for an update");
      throw new StatusException(Statuses.invalid(target.type(), target.name(), errors));
    }
    if (!revision.isEmpty() && !revision.equals(ObjectMeta.text(old, "resourceVersion"))) {
      throw new StatusException(Statuses.modified(target.type(), target.name()));
    }
  }

  private Reservation prepare(
      Target target, Change.Scope scope, ObjectNode next, ObjectNode old, WriteOptions options) {
    FieldErrors errors = new FieldErrors();
    Reservation reservation =
        switch (scope) {
          case SPEC, SCALE -> prepareSpec(target, next, old, errors, options);
          case STATUS -> prepareStatus(target, next, old, errors);
          case PART, SERVER -> {
            ObjectMeta.update(next, old, false);
            yield Reservation.NONE;
          }
        };
    if (!errors.isEmpty()) {
      reservation.rollback();
      throw new StatusException(Statuses.invalid(target.type(), target.name(), errors));
    }
    return reservation;
  }

  private Reservation prepareSpec(
      Target target, ObjectNode next, ObjectNode old, FieldErrors errors, WriteOptions options) {
    Strategy strategy = target.definition().strategy();
    strategy.setDefaults(next);
    strategy.prepareForUpdate(next, old);
    ObjectMeta.update(next, old, strategy.specChanged(next, old));
    ObjectMetaValidation.validate(next, target.definition(), errors);
    if (ObjectMeta.isDeleting(old)) {
      refuseNewFinalizers(next, old, errors);
    }
    strategy.validate(next, old, errors);
    strategy.validateUpdate(next, old, errors);
    if (!errors.isEmpty()) {
      return Reservation.NONE;
    }
    options.admission().admit(target.definition(), next, old);
    Reservation charge = quotas.charge(target.type(), next, old);
    return strategy.reserve(next, old, errors).and(charge);
  }

  private static Reservation prepareStatus(
      Target target, ObjectNode next, ObjectNode old, FieldErrors errors) {
    ObjectNode statusOnly = old.deepCopy();
    if (next.hasNonNull("status")) {
      statusOnly.set("status", next.get("status"));
    } else {
      statusOnly.remove("status");
    }
    next.removeAll().setAll(statusOnly);
    target.definition().strategy().validateStatusUpdate(next, old, errors);
    return Reservation.NONE;
  }

  private static void refuseNewFinalizers(ObjectNode next, ObjectNode old, FieldErrors errors) {
    List<String> before = ObjectMeta.finalizers(old);
    List<String> added =
        ObjectMeta.finalizers(next).stream().filter(each -> !before.contains(each)).toList();
    if (!added.isEmpty()) {
      errors.forbidden(
          "metadata.finalizers",
          "no new finalizers can be added if the object is being deleted, found new finalizers "
              + added);
    }
  }

  /** Whether the last one that held a deleted object has let go of it. */
  private static boolean isFinished(ObjectNode object) {
    return ObjectMeta.isDeleting(object)
        && !ObjectMeta.isHeld(object)
        && object.path("metadata").path("deletionGracePeriodSeconds").asLong() == 0;
  }
}
