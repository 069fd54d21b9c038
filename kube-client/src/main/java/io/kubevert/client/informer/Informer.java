package io.kubevert.client.informer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A component's own copy of a resource, and word of every difference in it.
 *
 * <p>Objects are decoded once, on arrival, into the type that the component works with. A change is
 * told after the copy holds it; a fresh list after a loss is told as changes too, so a listener has
 * one path. Belongs to the context that its client was made for: start it, read it and stop it
 * there.
 *
 * @param <T> what an object is decoded into; immutable
 */
public final class Informer<T> implements Reflector.Sink {
  private final Function<ObjectNode, T> decode;
  private final Predicate<ObjectNode> kept;
  private final Reflector reflector;
  private final List<Consumer<Change<T>>> listeners = new ArrayList<>();
  private final Map<ObjectKey, Entry<T>> objects = new HashMap<>();
  private final Map<ObjectKey, Entry<T>> listed = new LinkedHashMap<>();

  private record Entry<T>(long revision, T object) {}

  /** Keeps every object of a resource. */
  public Informer(
      Vertx vertx, KubeClient client, ResourceType type, Function<ObjectNode, T> decode) {
    this(vertx, client, type, decode, object -> true);
  }

  /**
   * Keeps some objects of a resource.
   *
   * @param decode turns an object into what is kept of it
   * @param kept tells which objects are kept at all; an object that stops passing is told as
   *     deleted
   */
  public Informer(
      Vertx vertx,
      KubeClient client,
      ResourceType type,
      Function<ObjectNode, T> decode,
      Predicate<ObjectNode> kept) {
    this.decode = decode;
    this.kept = kept;
    this.reflector = new Reflector(vertx, client, type, this);
  }

  /** Adds a listener; to be called before {@link #start}. */
  public Informer<T> onChange(Consumer<Change<T>> listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Starts to list and watch, with back-off for as long as it takes; completes when first synced.
   */
  public Future<Void> start() {
    return reflector.start();
  }

  public Future<Void> stop() {
    return reflector.stop();
  }

  /** Whether the copy has held the whole resource at some time. */
  public boolean hasSynced() {
    return reflector.hasSynced();
  }

  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key)).map(Entry::object);
  }

  /** What is known now: a view, to be read on this context and not to be kept. */
  public Collection<T> values() {
    return Collections.unmodifiableCollection(
        objects.values().stream().map(Entry::object).toList());
  }

  /** The keys that are known now. */
  public Set<ObjectKey> keys() {
    return Collections.unmodifiableSet(objects.keySet());
  }

  @Override
  public void listBegins() {
    listed.clear();
  }

  @Override
  public void listBrings(List<ObjectNode> items) {
    for (ObjectNode item : items) {
      if (kept.test(item)) {
        ObjectKey key = ObjectKey.of(item);
        listed.put(key, entry(item, objects.get(key)));
      }
    }
  }

  @Override
  public void listEnds() {
    Set<ObjectKey> gone = new HashSet<>(objects.keySet());
    gone.removeAll(listed.keySet());
    listed.forEach(this::store);
    listed.clear();
    gone.forEach(this::remove);
  }

  @Override
  public void apply(WatchEvent.Type type, ObjectNode object) {
    switch (type) {
      case ADDED, MODIFIED -> store(object);
      case DELETED -> remove(ObjectKey.of(object));
      case BOOKMARK -> {}
    }
  }

  private void store(ObjectNode object) {
    ObjectKey key = ObjectKey.of(object);
    if (kept.test(object)) {
      store(key, entry(object, objects.get(key)));
    } else {
      remove(key);
    }
  }

  /** The entry for an object; the old one if that has the same revision. */
  private Entry<T> entry(ObjectNode object, Entry<T> old) {
    long revision = object.path("metadata").path("resourceVersion").asLong();
    return old != null && old.revision == revision
        ? old
        : new Entry<>(revision, decode.apply(object));
  }

  private void store(ObjectKey key, Entry<T> entry) {
    Entry<T> old = objects.put(key, entry);
    if (old == entry) {
      return;
    }
    tell(
        old == null
            ? new Change.Added<>(key, entry.object)
            : new Change.Updated<>(key, old.object, entry.object));
  }

  private void remove(ObjectKey key) {
    Entry<T> old = objects.remove(key);
    if (old != null) {
      tell(new Change.Deleted<>(key, old.object));
    }
  }

  private void tell(Change<T> change) {
    listeners.forEach(listener -> listener.accept(change));
  }
}
