package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The objects of a kind that some Ingress refers to, and no others: of the rest not a byte of data
 * is kept, only that they are there.
 *
 * @param <T> what an object is decoded into
 */
public final class ReferencedObjects<T> {
  private static final int CONCURRENCY = 8;
  private static final int BATCH = 64;

  private final KubeClient client;
  private final ResourceType type;
  private final Function<ObjectNode, T> decode;
  private final Informer<Long> revisions;
  private final WorkQueue<ObjectKey> queue;
  private final Map<ObjectKey, T> known = new HashMap<>();
  private final Consumer<ObjectKey> listener;
  private Set<ObjectKey> referenced = Set.of();

  /**
   * @param listener is told of each referenced object that is new, changed or gone
   */
  public ReferencedObjects(
      Vertx vertx,
      KubeClient client,
      ResourceType type,
      Function<ObjectNode, T> decode,
      Consumer<ObjectKey> listener) {
    this.client = client;
    this.type = type;
    this.decode = decode;
    this.listener = listener;
    this.queue = new WorkQueue<>(vertx, type.plural(), CONCURRENCY, this::fetch);
    this.revisions =
        new Informer<>(vertx, client, type, ReferencedObjects::revision)
            .onChange(
                change -> {
                  if (referenced.contains(change.key())) {
                    queue.add(change.key());
                  }
                });
  }

  private static Long revision(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asLong();
  }

  public Future<Void> start() {
    return revisions.start();
  }

  public Future<Void> stop() {
    queue.close();
    return revisions.stop();
  }

  /** Says which objects are referred to from now on. */
  public void reference(Set<ObjectKey> keys) {
    Set<ObjectKey> added = new HashSet<>(keys);
    added.removeAll(referenced);
    referenced = Set.copyOf(keys);
    known.keySet().retainAll(referenced);
    added.stream().filter(key -> revisions.get(key).isPresent()).forEach(queue::add);
  }

  /** Says which objects are referred to, and completes when each has been asked for. */
  public Future<Void> load(Set<ObjectKey> keys) {
    referenced = Set.copyOf(keys);
    return load(List.copyOf(keys), 0);
  }

  private Future<Void> load(List<ObjectKey> keys, int from) {
    int to = Math.min(from + BATCH, keys.size());
    return from == to
        ? Future.succeededFuture()
        : Future.join(keys.subList(from, to).stream().map(this::fetchOrQueue).toList())
            .compose(loaded -> load(keys, to));
  }

  private Future<Void> fetchOrQueue(ObjectKey key) {
    return fetch(key)
        .recover(
            failure -> {
              queue.add(key);
              return Future.succeededFuture();
            });
  }

  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(known.get(key));
  }

  private Future<Void> fetch(ObjectKey key) {
    return client
        .get(type, key)
        .map(object -> Optional.of(decode.apply(object)))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure))
        .onSuccess(found -> take(key, found))
        .mapEmpty();
  }

  private void take(ObjectKey key, Optional<T> found) {
    if (!referenced.contains(key)) {
      return;
    }
    if (found.isPresent()) {
      known.put(key, found.get());
      listener.accept(key);
    } else if (known.remove(key) != null) {
      listener.accept(key);
    }
  }
}
