package io.kubevert.apiserver.controller.garbagecollector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ClusterCache;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.garbagecollector.OwnershipGraph.Entry;
import io.kubevert.apiserver.controller.garbagecollector.OwnershipGraph.Item;
import io.kubevert.apiserver.controller.garbagecollector.Verdict.OwnerState;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes what nobody owns any more, and carries out the foreground and orphan policies of deletion
 * by the finalizers that the API server leaves for it.
 */
public final class GarbageCollector {
  private static final int CONCURRENCY = 10;

  private final KubeClient client;
  private final ClusterCache caches;
  private final OwnershipGraph graph = new OwnershipGraph();
  private final Owners owners;
  private final WorkQueue<Item> queue;

  public GarbageCollector(ControllerContext context) {
    client = context.client();
    caches = context.caches();
    owners = new Owners(context, graph);
    queue = context.queue("garbagecollector", CONCURRENCY, this::reconcile);
    caches.onCache(this::watch);
  }

  private <T extends KubeObject> void watch(ObjectCache<T> cache) {
    cache.onChange(change -> changed(cache.type(), change));
  }

  private <T extends KubeObject> void changed(ResourceType type, Change<T> change) {
    Item item = new Item(type, change.key());
    change.before().map(KubeObject::metadata).ifPresent(old -> gone(old, change.after()));
    change
        .after()
        .map(KubeObject::metadata)
        .ifPresent(
            metadata -> {
              graph.put(new Entry(item, metadata));
              if (needsLook(metadata)) {
                queue.add(item);
              }
            });
  }

  private void gone(Metadata old, Optional<? extends KubeObject> after) {
    if (after.filter(now -> now.metadata().uid().equals(old.uid())).isPresent()) {
      return;
    }
    graph.end(old);
    graph.dependentsOf(old.uid()).forEach(dependent -> queue.add(dependent.item()));
    for (OwnerReference owner : old.owners()) {
      graph
          .get(owner.uid())
          .filter(entry -> entry.metadata().deleting())
          .ifPresent(entry -> queue.add(entry.item()));
    }
  }

  private boolean needsLook(Metadata metadata) {
    return metadata.deleting()
        ? !metadata.finalizers().isEmpty()
        : metadata.owners().stream().anyMatch(owner -> !owners.isSolid(owner, metadata));
  }

  private Future<Void> reconcile(Item item) {
    Optional<ObjectCache<? extends KubeObject>> cache =
        caches.everything().filter(each -> each.type().equals(item.type())).findFirst();
    return cache.isPresent() ? reconcile(cache.get(), item) : Future.succeededFuture();
  }

  private <T extends KubeObject> Future<Void> reconcile(ObjectCache<T> cache, Item item) {
    return cache
        .get(item.key())
        .map(
            object -> {
              Metadata metadata = object.metadata();
              if (metadata.deleting()) {
                return finish(new Entry(item, metadata));
              }
              return cache.goes(object) || metadata.owners().isEmpty()
                  ? Future.<Void>succeededFuture()
                  : judge(cache, object);
            })
        .orElseGet(Future::succeededFuture);
  }

  private <T extends KubeObject> Future<Void> judge(ObjectCache<T> cache, T object) {
    Metadata metadata = object.metadata();
    Map<OwnerReference, OwnerState> states = new LinkedHashMap<>();
    return Future.all(
            metadata.owners().stream()
                .map(
                    owner ->
                        owners
                            .stateOf(
                                owner, new Entry(new Item(cache.type(), object.key()), metadata))
                            .onSuccess(state -> states.put(owner, state)))
                .toList())
        .compose(
            ignored -> {
              boolean hasDependents = !graph.dependentsOf(metadata.uid()).isEmpty();
              return switch (Verdict.of(states, hasDependents, metadata.finalizers())) {
                case Verdict.Keep() -> Future.succeededFuture();
                case Verdict.KeepFor(List<OwnerReference> owners) ->
                    setOwners(new Entry(new Item(cache.type(), object.key()), metadata), owners);
                case Verdict.Delete(String policy) ->
                    cache.delete(object, new DeleteOptions(-1, policy, metadata.uid()));
              };
            });
  }

  private Future<Void> finish(Entry entry) {
    List<String> finalizers = entry.metadata().finalizers();
    if (finalizers.contains(Verdict.ORPHAN_FINALIZER)) {
      return orphanDependents(entry)
          .compose(ignored -> removeFinalizer(entry, Verdict.ORPHAN_FINALIZER));
    }
    if (!finalizers.contains(Verdict.FOREGROUND_FINALIZER)) {
      return Future.succeededFuture();
    }
    graph.dependentsOf(entry.metadata().uid()).forEach(dependent -> queue.add(dependent.item()));
    return blocked(entry)
        ? Future.succeededFuture()
        : removeFinalizer(entry, Verdict.FOREGROUND_FINALIZER);
  }

  private boolean blocked(Entry owner) {
    String uid = owner.metadata().uid();
    return graph.dependentsOf(uid).stream()
        .flatMap(dependent -> dependent.metadata().owners().stream())
        .anyMatch(reference -> reference.uid().equals(uid) && reference.blockOwnerDeletion());
  }

  private Future<Void> orphanDependents(Entry owner) {
    String uid = owner.metadata().uid();
    return Future.all(
            graph.dependentsOf(uid).stream()
                .map(
                    dependent ->
                        setOwners(
                            dependent,
                            dependent.metadata().owners().stream()
                                .filter(reference -> !reference.uid().equals(uid))
                                .toList()))
                .toList())
        .mapEmpty();
  }

  private Future<Void> setOwners(Entry entry, List<OwnerReference> owners) {
    ObjectNode patch = Json.object();
    ArrayNode array = guarded(patch, entry).putArray("ownerReferences");
    owners.forEach(owner -> array.add(owner.toJson()));
    return patch(entry, patch);
  }

  private Future<Void> removeFinalizer(Entry entry, String finalizer) {
    ObjectNode patch = Json.object();
    ArrayNode array = guarded(patch, entry).putArray("finalizers");
    entry.metadata().finalizers().stream()
        .filter(name -> !name.equals(finalizer))
        .forEach(array::add);
    return patch(entry, patch);
  }

  /** The patch's metadata, with what makes it fail if the object is no longer the one seen. */
  private static ObjectNode guarded(ObjectNode patch, Entry entry) {
    return patch
        .putObject("metadata")
        .put("uid", entry.metadata().uid())
        .put("resourceVersion", Long.toString(entry.metadata().revision()));
  }

  private Future<Void> patch(Entry entry, ObjectNode patch) {
    return client
        .patch(entry.item().type(), entry.item().key(), "", PatchType.MERGE, patch)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
