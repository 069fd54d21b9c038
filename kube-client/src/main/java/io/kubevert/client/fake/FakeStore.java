package io.kubevert.client.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The objects by the paths of their collections, and who hears of their changes. */
final class FakeStore {
  static final long ID = 1;

  private static final byte[] NOTHING = new byte[0];

  private final FakeControlPlane.EventDelivery delivery;
  private final Map<String, Map<ObjectKey, ObjectNode>> resources = new HashMap<>();
  private final Map<String, Long> lastEvents = new HashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private long revision = 1;

  record Subscription(String resource, Context context, Consumer<WatchEvent> handler) {
    private void send(WatchEvent event) {
      context.runOnContext(ignored -> handler.accept(event));
    }
  }

  FakeStore(FakeControlPlane.EventDelivery delivery) {
    this.delivery = delivery;
  }

  void subscribe(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  synchronized long revision() {
    return revision;
  }

  synchronized Optional<ObjectNode> get(String resource, ObjectKey key) {
    return Optional.ofNullable(of(resource).get(key)).map(ObjectNode::deepCopy);
  }

  synchronized List<ObjectNode> all(String resource) {
    return of(resource).values().stream().map(ObjectNode::deepCopy).toList();
  }

  /** Sends every watcher a bookmark of its resource. */
  synchronized void publishBookmarks() {
    for (Subscription subscription : subscriptions) {
      long last = lastEvents.getOrDefault(subscription.resource, 0L);
      delivery.deliver(
          new WatchEvent(WatchEvent.Type.BOOKMARK, ID, last, last, NOTHING), subscription::send);
    }
  }

  synchronized ObjectNode put(String resource, ObjectNode object) {
    ObjectNode stored = object.deepCopy();
    ObjectNode metadata = stored.withObjectProperty("metadata");
    if (!metadata.has("uid")) {
      metadata.put("uid", UUID.randomUUID().toString());
    }
    metadata.put("resourceVersion", Long.toString(++revision));
    ObjectNode old = of(resource).put(ObjectKey.of(stored), stored);
    publish(resource, old == null ? WatchEvent.Type.ADDED : WatchEvent.Type.MODIFIED, stored);
    return stored.deepCopy();
  }

  synchronized Optional<ObjectNode> remove(String resource, ObjectKey key) {
    ObjectNode removed = of(resource).remove(key);
    if (removed != null) {
      revision++;
      publish(resource, WatchEvent.Type.DELETED, removed);
    }
    return Optional.ofNullable(removed);
  }

  private void publish(String resource, WatchEvent.Type type, ObjectNode object) {
    long previous = lastEvents.getOrDefault(resource, 0L);
    lastEvents.put(resource, revision);
    WatchEvent event = new WatchEvent(type, ID, revision, previous, Json.bytes(object));
    for (Subscription subscription : subscriptions) {
      if (subscription.resource().equals(resource)) {
        delivery.deliver(event, subscription::send);
      }
    }
  }

  private Map<ObjectKey, ObjectNode> of(String resource) {
    return resources.computeIfAbsent(resource, ignored -> new TreeMap<>());
  }
}
