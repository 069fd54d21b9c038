package io.kubevert.apiserver.controller.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.CustomResourceDefinition;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Empties a namespace that is being deleted, then lets it go. */
public final class NamespaceController {
  private static final int CONCURRENCY = 2;

  /** When to look again for what no event tells of. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final KubeClient client;
  private final ObjectCache<PlainObject> namespaces;
  private final List<ResourceType> contents;
  private final WorkQueue<ObjectKey> queue;

  public NamespaceController(ControllerContext context) {
    client = context.client();
    namespaces = context.caches().namespaces();
    contents =
        Stream.concat(
                context.caches().builtIn().stream().map(ObjectCache::type),
                Stream.of(ResourceTypes.EVENTS))
            .filter(ResourceType::namespaced)
            .toList();
    queue = context.queue("namespace", CONCURRENCY, this::reconcile);
    namespaces.onChange(change -> queue.add(change.key()));
    context.caches().onCache(this::watchForDeletions);
  }

  private <T extends KubeObject> void watchForDeletions(ObjectCache<T> cache) {
    cache.onChange(
        change -> {
          if (change.after().isEmpty() && isEnding(change.key().namespace())) {
            queue.add(ObjectKey.ofName(change.key().namespace()));
          }
        });
  }

  private boolean isEnding(String namespace) {
    return namespaces
        .get(ObjectKey.ofName(namespace))
        .filter(known -> known.metadata().deleting())
        .isPresent();
  }

  private Future<Void> reconcile(ObjectKey key) {
    if (!isEnding(key.name())) {
      return Future.succeededFuture();
    }
    return customResources()
        .compose(
            custom ->
                Future.all(
                    Stream.concat(contents.stream(), custom.stream())
                        .map(type -> empty(type, key.name()))
                        .toList()))
        .map(counts -> counts.<Integer>list().stream().mapToInt(Integer::intValue).sum())
        .compose(
            left -> {
              if (left == 0) {
                return finalize(key);
              }
              queue.addAfter(key, LOOK_AGAIN);
              return Future.succeededFuture();
            });
  }

  /** What users define, in the version that is stored. */
  private Future<List<ResourceType>> customResources() {
    return client
        .list(CustomResourceDefinitions.TYPE, ListOptions.ALL)
        .map(
            list ->
                list.items().stream()
                    .flatMap(object -> CustomResourceDefinition.of(object).stored().stream())
                    .filter(ResourceType::namespaced)
                    .toList());
  }

  /**
   * Deletes the objects of a resource.
   *
   * @return how many there were
   */
  private Future<Integer> empty(ResourceType type, String namespace) {
    return client
        .list(type, ListOptions.inNamespace(namespace))
        .compose(
            list ->
                Future.all(
                        list.items().stream()
                            .filter(object -> !object.path("metadata").has("deletionTimestamp"))
                            .map(object -> delete(type, object))
                            .toList())
                    .map(list.items().size()));
  }

  private Future<Void> delete(ResourceType type, ObjectNode object) {
    return client
        .delete(type, ObjectKey.of(object), new DeleteOptions(-1, "Background", ""))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /** Takes the finalizer {@code kubernetes} off, which is what has kept the namespace. */
  private Future<Void> finalize(ObjectKey key) {
    return client
        .get(ResourceTypes.NAMESPACES, key)
        .compose(
            namespace ->
                namespace.at("/spec/finalizers").isEmpty()
                    ? Future.<Void>succeededFuture()
                    : finalize(key, namespace))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private Future<Void> finalize(ObjectKey key, ObjectNode namespace) {
    namespace.withObjectProperty("spec").putArray("finalizers");
    return client
        .send(
            new ApiRequest(
                "PUT",
                ResourceTypes.NAMESPACES.objectPath(key) + "/finalize",
                Map.of(),
                "application/json",
                Json.bytes(namespace)))
        .compose(
            response ->
                response.succeeded()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ApiException(response.code(), Json.parse(response.body()))));
  }
}
