package io.kubevert.apiserver.controller.cache;

import io.kubevert.apiserver.controller.view.CustomResourceDefinition;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The resources that users define, each watched for as long as it is defined. */
final class CustomCaches {
  private final Vertx vertx;
  private final KubeClient client;
  private final Map<ObjectKey, Running> running = new HashMap<>();
  private final List<Consumer<ObjectCache<PlainObject>>> listeners = new ArrayList<>();

  /**
   * @param started completes when the cache has synced, fails when it is stopped before
   */
  private record Running(ObjectCache<PlainObject> cache, Future<Void> started) {}

  CustomCaches(Vertx vertx, KubeClient client, ObjectCache<CustomResourceDefinition> definitions) {
    this.vertx = vertx;
    this.client = client;
    definitions.onChange(this::changed);
  }

  /** Adds who is to hear of each cache before it is started. */
  void onCache(Consumer<ObjectCache<PlainObject>> listener) {
    listeners.add(listener);
  }

  Stream<ObjectCache<PlainObject>> all() {
    return running.values().stream().map(Running::cache);
  }

  /** Completes when all that is defined now is here. */
  Future<Void> synced() {
    return Future.all(running.values().stream().map(each -> each.started.otherwiseEmpty()).toList())
        .mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(all().map(ObjectCache::stop).toList()).mapEmpty();
  }

  private void changed(Change<CustomResourceDefinition> change) {
    Optional<ResourceType> wanted = change.after().flatMap(CustomResourceDefinition::stored);
    Optional<ObjectCache<PlainObject>> old =
        Optional.ofNullable(running.get(change.key())).map(Running::cache);
    if (wanted.equals(old.map(ObjectCache::type))) {
      return;
    }
    if (wanted.isEmpty()) {
      running.remove(change.key());
      old.ifPresent(cache -> end(cache, Optional.empty()));
      return;
    }
    ObjectCache<PlainObject> cache =
        new ObjectCache<>(vertx, client, wanted.get(), PlainObject::of);
    listeners.forEach(listener -> listener.accept(cache));
    Future<Void> started = cache.start();
    running.put(change.key(), new Running(cache, started));
    // The same objects in another version: they are never told as deleted in between.
    old.ifPresent(before -> started.onComplete(_ -> end(before, Optional.of(cache))));
  }

  private static void end(
      ObjectCache<PlainObject> cache, Optional<ObjectCache<PlainObject>> successor) {
    cache.stop();
    cache.forget(key -> successor.flatMap(next -> next.get(key)).isEmpty());
  }
}
