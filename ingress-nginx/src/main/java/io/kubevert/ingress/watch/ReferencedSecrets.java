package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The Secrets that some Ingress refers to, and no others: of the rest not a byte of data is kept,
 * only that they are there.
 */
public final class ReferencedSecrets {
  private static final int CONCURRENCY = 8;

  private final KubeClient client;
  private final Informer<Long> revisions;
  private final WorkQueue<ObjectKey> queue;
  private final Map<ObjectKey, Secret> known = new HashMap<>();
  private final Consumer<ObjectKey> listener;
  private Set<ObjectKey> referenced = Set.of();

  /**
   * @param listener is told of each referenced Secret that is new, changed or gone
   */
  public ReferencedSecrets(Vertx vertx, KubeClient client, Consumer<ObjectKey> listener) {
    this.client = client;
    this.listener = listener;
    this.queue = new WorkQueue<>(vertx, "secrets", CONCURRENCY, this::fetch);
    this.revisions =
        new Informer<>(vertx, client, ResourceTypes.SECRETS, ReferencedSecrets::revision)
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

  /** Says which Secrets are referred to from now on. */
  public void reference(Set<ObjectKey> keys) {
    Set<ObjectKey> added = new HashSet<>(keys);
    added.removeAll(referenced);
    referenced = Set.copyOf(keys);
    known.keySet().retainAll(referenced);
    added.stream().filter(key -> revisions.get(key).isPresent()).forEach(queue::add);
  }

  public Optional<Secret> get(ObjectKey key) {
    return Optional.ofNullable(known.get(key));
  }

  private Future<Void> fetch(ObjectKey key) {
    return client
        .get(ResourceTypes.SECRETS, key)
        .map(object -> Optional.of(Secret.of(object)))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure))
        .onSuccess(found -> take(key, found))
        .mapEmpty();
  }

  private void take(ObjectKey key, Optional<Secret> found) {
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
