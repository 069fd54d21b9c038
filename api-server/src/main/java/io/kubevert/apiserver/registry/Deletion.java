package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.DeleteRequest.Propagation;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.storage.WriteResult;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The delete verb. An object that somebody still has to do something for is only marked: its
 * finalizers are to be removed, or its grace period is to end, by an update or a delete to come.
 */
final class Deletion {
  private static final int TRIES = 8;
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private final ObjectStorage objects;
  private final NamespaceLifecycle namespaces;
  private final InstantSource clock;

  Deletion(ObjectStorage objects, NamespaceLifecycle namespaces, InstantSource clock) {
    this.objects = objects;
    this.namespaces = namespaces;
    this.clock = clock;
  }

  Future<ApiResponse> delete(Target target, DeleteRequest request) {
    namespaces.admitDeletion(target);
    return delete(target, request, TRIES);
  }

  private Future<ApiResponse> delete(Target target, DeleteRequest request, int tries) {
    Optional<Entry> entry = objects.get(target);
    if (entry.isEmpty()) {
      return StatusException.refused(Statuses.notFound(target.type(), target.name()));
    }
    ObjectNode old = Json.parse(entry.get().value());
    checkPreconditions(target, request, old);
    ObjectNode next = old.deepCopy();
    long grace =
        target.definition().strategy().gracePeriodSeconds(old, request.gracePeriodSeconds());
    if (!ObjectMeta.isDeleting(old)) {
      target.definition().strategy().prepareForDelete(next);
    }
    ObjectMeta.setFinalizers(next, finalizers(next, request.propagation()));
    boolean gone = grace == 0 && !ObjectMeta.isHeld(next);
    if (!gone) {
      mark(target, next, grace);
    }
    if (request.dryRun() || !gone && next.equals(old)) {
      return Future.succeededFuture(answer(target, old, gone));
    }
    long expected = entry.get().revision();
    return (gone ? objects.delete(target, expected, next) : objects.update(target, expected, next))
        .compose(
            result ->
                switch (result) {
                  case WriteResult.Written _ -> {
                    if (gone) {
                      target.definition().strategy().deleted(next);
                    }
                    yield Future.succeededFuture(answer(target, next, gone));
                  }
                  case WriteResult.Lost _ ->
                      tries > 1
                          ? delete(target, request, tries - 1)
                          : StatusException.refused(
                              Statuses.modified(target.type(), target.name()));
                });
  }

  private void mark(Target target, ObjectNode next, long grace) {
    long running = next.path("metadata").path("deletionGracePeriodSeconds").asLong();
    // A grace period that runs already can only become shorter.
    if (!ObjectMeta.isDeleting(next) || grace < running) {
      ObjectMeta.delete(next, clock.instant(), grace);
      namespaces.markDeleting(target, next);
    }
  }

  private static void checkPreconditions(Target target, DeleteRequest request, ObjectNode object) {
    String uid = ObjectMeta.text(object, "uid");
    String revision = ObjectMeta.text(object, "resourceVersion");
    String why = "";
    if (!request.uid().isEmpty() && !request.uid().equals(uid)) {
      why = "UID in precondition: " + request.uid() + ", UID in object meta: " + uid;
    } else if (!request.resourceVersion().isEmpty()
        && !request.resourceVersion().equals(revision)) {
      why =
          "ResourceVersion in precondition: "
              + request.resourceVersion()
              + ", ResourceVersion in object meta: "
              + revision;
    }
    if (!why.isEmpty()) {
      throw new StatusException(
          Statuses.conflict(target.type(), target.name(), "Precondition failed: " + why));
    }
  }

  private static List<String> finalizers(ObjectNode object, Optional<Propagation> policy) {
    List<String> finalizers = new ArrayList<>(ObjectMeta.finalizers(object));
    if (policy.isPresent()) {
      finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
      switch (policy.get()) {
        case ORPHAN -> finalizers.add(ORPHAN);
        case FOREGROUND -> finalizers.add(FOREGROUND);
        case BACKGROUND -> {}
      }
    }
    return finalizers;
  }

  private static ApiResponse answer(Target target, ObjectNode object, boolean gone) {
    if (!gone || target.type().plural().equals("pods")) {
      return new ApiResponse(200, Json.bytes(object));
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    ObjectNode details = status.put("status", "Success").putObject("details");
    details.put("name", target.name());
    if (!target.type().group().isEmpty()) {
      details.put("group", target.type().group());
    }
    details.put("kind", target.type().plural()).put("uid", ObjectMeta.text(object, "uid"));
    return new ApiResponse(200, Json.bytes(status));
  }
}
