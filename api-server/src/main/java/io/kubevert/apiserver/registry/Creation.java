package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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

/** The create verb. */
final class Creation {
  private static final int CREATED = 201;

  private final ObjectStorage objects;
  private final NamespaceLifecycle namespaces;
  private final NameGenerator names;
  private final Quotas quotas;
  private final InstantSource clock;

  Creation(
      ObjectStorage objects,
      NamespaceLifecycle namespaces,
      NameGenerator names,
      Quotas quotas,
      InstantSource clock) {
    this.objects = objects;
    this.quotas = quotas;
    this.namespaces = namespaces;
    this.names = names;
    this.clock = clock;
  }

  Future<ApiResponse> create(
      ResourceDefinition definition, String namespace, ObjectNode object, WriteOptions options) {
    Bodies.identify(object, definition);
    Bodies.place(object, definition, namespace);
    if (!ObjectMeta.text(object, "resourceVersion").isEmpty()) {
      return StatusException.refused(
          Statuses.badRequest("resourceVersion should not be set on objects to be created"));
    }
    String name = ObjectMeta.text(object, "name");
    namespaces.admitContent(definition, name, namespace);
    String prefix = ObjectMeta.text(object, "generateName");
    return name.isEmpty() && !prefix.isEmpty()
        ? generate(definition, object, prefix, options, NameGenerator.TRIES)
        : write(definition, object, options);
  }

  private Future<ApiResponse> generate(
      ResourceDefinition definition,
      ObjectNode object,
      String prefix,
      WriteOptions options,
      int tries) {
    ObjectNode named = object.deepCopy();
    ObjectMeta.of(named).put("name", names.name(prefix));
    return write(definition, named, options)
        .recover(
            failure ->
                tries > 1 && isTaken(failure)
                    ? generate(definition, object, prefix, options, tries - 1)
                    : Future.failedFuture(failure));
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof StatusException refused
        && refused.status().reason() == io.kubevert.apiserver.status.Reason.ALREADY_EXISTS;
  }

  private Future<ApiResponse> write(
      ResourceDefinition definition, ObjectNode object, WriteOptions options) {
    Target target =
        new Target(
            definition, ObjectMeta.text(object, "namespace"), ObjectMeta.text(object, "name"));
    // Looked at before validation: whoever creates twice hears of that, not of taken addresses.
    if (objects.get(target).isPresent()) {
      return StatusException.refused(Statuses.alreadyExists(target.type(), target.name()));
    }
    Reservation reservation = prepare(target, object, options);
    if (options.dryRun()) {
      reservation.rollback();
      return Future.succeededFuture(new ApiResponse(CREATED, Json.bytes(object)));
    }
    return objects
        .create(target, object)
        .onFailure(_ -> reservation.rollback())
        .compose(result -> answer(target, reservation, result));
  }

  private Reservation prepare(Target target, ObjectNode object, WriteOptions options) {
    Strategy strategy = target.definition().strategy();
    JsonNode account = ObjectMeta.of(object).path("managedFields");
    String now = ObjectMeta.timestamp(clock.instant());
    ObjectMeta.create(object, target.definition(), names.uid(), now);
    strategy.setDefaults(object);
    if (options.applied()) {
      ObjectMeta.setUnlessMissing(object, "managedFields", account);
    } else {
      track(target, object, options, now);
    }
    strategy.prepareForCreate(object);
    strategy.admit(object, new StoredObjects(objects));
    FieldErrors errors = new FieldErrors();
    ObjectMetaValidation.validate(object, target.definition(), errors);
    strategy.validate(object, MissingNode.getInstance(), errors);
    if (errors.isEmpty()) {
      strategy.validateCreate(object, errors);
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalid(target.type(), target.name(), errors));
    }
    options.admission().admit(target.definition(), object, null);
    Reservation charge = quotas.charge(target.type(), object, null);
    Reservation reservation = strategy.reserve(object, null, errors).and(charge);
    if (!errors.isEmpty()) {
      reservation.rollback();
      throw new StatusException(Statuses.invalid(target.type(), target.name(), errors));
    }
    return reservation;
  }

  /** Whoever creates an object owns what he writes and its defaults, and nothing of its status. */
  private static void track(Target target, ObjectNode object, WriteOptions options, String now) {
    if (target.definition().hasStatus()) {
      object.remove("status");
    }
    Ownership.track(
        object,
        null,
        target.definition().schema().shape(),
        new Writer(options.fieldManager(), false, target.type().apiVersion(), ""),
        now);
  }

  private static Future<ApiResponse> answer(
      Target target, Reservation reservation, WriteResult result) {
    return switch (result) {
      case WriteResult.Written(Entry entry) -> {
        reservation.commit();
        yield Future.succeededFuture(new ApiResponse(CREATED, entry.value()));
      }
      case WriteResult.Lost _ -> {
        reservation.rollback();
        yield StatusException.refused(Statuses.alreadyExists(target.type(), target.name()));
      }
    };
  }

  /** Takes again what a stored object has, when the server starts. */
  static FieldErrors restore(ResourceDefinition definition, JsonNode object) {
    FieldErrors errors = new FieldErrors();
    definition.strategy().reserve((ObjectNode) object, null, errors).commit();
    return errors;
  }
}
