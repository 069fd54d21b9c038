package io.kubevert.apiserver.controller.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A resource as a controller sees it, its own writes included.
 *
 * <p>A write through this cache is in it as soon as the server has answered, however late the watch
 * event is; so a controller never makes an object twice because it has not yet heard of the first
 * one. The newer of event and answer wins, by revision. What the server never confirms by an event
 * is dropped again. Belongs to one context.
 */
public final class ObjectCache<T extends KubeObject> {
  private static final Duration CONFIRMATION = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final KubeClient client;
  private final ResourceType type;
  private final Function<ObjectNode, T> decode;
  private final Informer<T> informer;
  private final Map<ObjectKey, T> objects = new HashMap<>();
  private final Set<String> deletedUids = new HashSet<>();
  private final List<Index<?, T>> indexes = new ArrayList<>();
  private final List<Consumer<Change<T>>> listeners = new ArrayList<>();
  private long newestRevision;

  /**
   * @param decode reads what is kept of an object
   */
  public ObjectCache(
      Vertx vertx, KubeClient client, ResourceType type, Function<ObjectNode, T> decode) {
    this.vertx = vertx;
    this.client = client;
    this.type = type;
    this.decode = decode;
    this.informer = new Informer<>(vertx, client, type, decode).onChange(this::observed);
  }

  public ResourceType type() {
    return type;
  }

  /** Adds a listener; to be called before {@link #start}. */
  public void onChange(Consumer<Change<T>> listener) {
    listeners.add(listener);
  }

  /** Adds an index; to be called before {@link #start}. */
  public <K> Index<K, T> index(Function<T, Collection<K>> property) {
    Index<K, T> index = new Index<>(property);
    indexes.add(index);
    return index;
  }

  /** Completes when the whole resource is here. */
  public Future<Void> start() {
    return informer.start();
  }

  public Future<Void> stop() {
    return informer.stop();
  }

  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** What is known now: a view, to be read on this context and not to be kept. */
  public Collection<T> values() {
    return Collections.unmodifiableCollection(objects.values());
  }

  /** Whether this process has asked for the object's deletion, or anybody has. */
  public boolean goes(T object) {
    return object.metadata().deleting() || deletedUids.contains(object.metadata().uid());
  }

  public Future<T> create(ObjectNode object) {
    return client.create(type, object).map(this::written);
  }

  /** Replaces an object; fails if it was changed since the tree was read. */
  public Future<T> update(ObjectNode object) {
    return client.update(type, object).map(this::written);
  }

  /** Changes part of an object by an RFC 7386 merge patch. */
  public Future<T> patch(ObjectKey key, JsonNode patch) {
    return client.patch(type, key, "", PatchType.MERGE, patch).map(this::written);
  }

  /** Changes part of an object's status by an RFC 7386 merge patch of the object. */
  public Future<T> patchStatus(ObjectKey key, JsonNode patch) {
    return client.patch(type, key, "status", PatchType.MERGE, patch).map(this::written);
  }

  /** Deletes this very object; one that is gone, or replaced by another, is deleted enough. */
  public Future<Void> delete(T object, DeleteOptions options) {
    String uid = object.metadata().uid();
    deletedUids.add(uid);
    DeleteOptions ofUid =
        new DeleteOptions(options.gracePeriodSeconds(), options.propagationPolicy(), uid);
    return client
        .delete(type, object.key(), ofUid)
        .recover(
            failure -> {
              if (ApiException.isNotFound(failure) || ApiException.isConflict(failure)) {
                return Future.succeededFuture();
              }
              deletedUids.remove(uid);
              return Future.failedFuture(failure);
            });
  }

  /** Tells some objects as deleted; to be called once the cache is stopped. */
  void forget(Predicate<ObjectKey> which) {
    List.copyOf(objects.keySet()).stream().filter(which).forEach(this::remove);
  }

  private T written(ObjectNode answer) {
    T object = decode.apply(answer);
    long revision = object.metadata().revision();
    T known = objects.get(object.key());
    if (revision > newestRevision && (known == null || known.metadata().revision() < revision)) {
      put(object);
      vertx.setTimer(CONFIRMATION.toMillis(), timer -> dropUnconfirmed(object));
    }
    return object;
  }

  private void dropUnconfirmed(T object) {
    if (objects.get(object.key()) == object) {
      informer
          .get(object.key())
          .ifPresentOrElse(
              confirmed -> {
                if (confirmed.metadata().revision() < object.metadata().revision()) {
                  put(confirmed);
                }
              },
              () -> remove(object.key()));
    }
  }

  private void observed(Change<T> change) {
    switch (change) {
      case Change.Added<T>(ObjectKey key, T object) -> observed(object);
      case Change.Updated<T>(ObjectKey key, T old, T object) -> observed(object);
      case Change.Deleted<T>(ObjectKey key, T old) -> {
        deletedUids.remove(old.metadata().uid());
        T known = objects.get(key);
        if (known != null && known.metadata().uid().equals(old.metadata().uid())) {
          remove(key);
        }
      }
    }
  }

  private void observed(T object) {
    long revision = object.metadata().revision();
    newestRevision = Math.max(newestRevision, revision);
    T known = objects.get(object.key());
    if (known == null || known.metadata().revision() < revision) {
      put(object);
    }
  }

  private void put(T object) {
    T old = objects.put(object.key(), object);
    tell(
        old == null
            ? new Change.Added<>(object.key(), object)
            : new Change.Updated<>(object.key(), old, object));
  }

  private void remove(ObjectKey key) {
    T old = objects.remove(key);
    if (old != null) {
      tell(new Change.Deleted<>(key, old));
    }
  }

  private void tell(Change<T> change) {
    indexes.forEach(index -> index.apply(change));
    listeners.forEach(listener -> listener.accept(change));
  }
}
