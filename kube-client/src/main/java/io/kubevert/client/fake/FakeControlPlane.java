package io.kubevert.client.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Objects and watches without a server: what a component's test puts here, its informers see.
 *
 * <p>Objects are stored as they come: nothing is defaulted, validated or allocated, selectors are
 * not looked at, and anybody may do anything. Requests may get, list, create, update, merge-patch
 * and delete, and bind a pod to a node. Safe for use by several threads.
 */
public final class FakeControlPlane implements ControlPlane {
  private static final long STORE_ID = 1;
  private static final byte[] NOTHING = new byte[0];

  private final Duration bookmarkInterval;
  private final EventDelivery delivery;
  private final Map<String, Map<ObjectKey, ObjectNode>> resources = new HashMap<>();
  private final Map<String, Long> lastEvents = new HashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, BusyReviewer> reviewers = new ConcurrentHashMap<>();
  private long revision = 1;

  /** Stands between the server and a watcher: passes an event on now, later, twice or never. */
  @FunctionalInterface
  public interface EventDelivery {
    /** Every event, once, at once. */
    EventDelivery RELIABLE = (event, watcher) -> watcher.accept(event);

    void deliver(WatchEvent event, Consumer<WatchEvent> watcher);
  }

  private record Subscription(String resource, Context context, Consumer<WatchEvent> handler) {
    void send(WatchEvent event) {
      context.runOnContext(ignored -> handler.accept(event));
    }
  }

  private record BusyReviewer(Context context, KubeClient.Reviewer reviewer) {
    Future<Optional<String>> ask(ObjectNode object) {
      Promise<Optional<String>> answer = Promise.promise();
      context.runOnContext(ignored -> answer.complete(reviewer.refusal(object)));
      return answer.future();
    }
  }

  /** A control plane that loses nothing. */
  public FakeControlPlane() {
    this(Duration.ofSeconds(2), EventDelivery.RELIABLE);
  }

  /**
   * @param bookmarkInterval what watchers are told; {@link #publishBookmarks} is for the test to
   *     call
   * @param delivery what happens to events on their way
   */
  public FakeControlPlane(Duration bookmarkInterval, EventDelivery delivery) {
    this.bookmarkInterval = bookmarkInterval;
    this.delivery = delivery;
  }

  @Override
  public KubeClient clientFor(Context context) {
    return new FakeKubeClient(context);
  }

  /** Creates or replaces an object, as somebody else's write. */
  public ObjectNode put(ResourceType type, ObjectNode object) {
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    return store(type.collectionPath(""), object);
  }

  /** Asks whoever reviews a resource what is wrong with an object; empty when nobody does. */
  public Future<Optional<String>> review(ResourceType type, ObjectNode object) {
    BusyReviewer reviewer = reviewers.get(type.collectionPath(""));
    return reviewer == null
        ? Future.succeededFuture(Optional.empty())
        : reviewer.ask(object.deepCopy());
  }

  /** Deletes an object, as somebody else's write. */
  public void delete(ResourceType type, ObjectKey key) {
    remove(type.collectionPath(""), key);
  }

  public synchronized Optional<ObjectNode> get(ResourceType type, ObjectKey key) {
    return Optional.ofNullable(resource(type.collectionPath("")).get(key))
        .map(ObjectNode::deepCopy);
  }

  public synchronized List<ObjectNode> list(ResourceType type) {
    return resource(type.collectionPath("")).values().stream().map(ObjectNode::deepCopy).toList();
  }

  /** Every request received so far, in order. */
  public List<ApiRequest> requests() {
    return List.copyOf(requests);
  }

  /** Sends every watcher a bookmark of its resource. */
  public synchronized void publishBookmarks() {
    for (Subscription subscription : subscriptions) {
      long last = lastEvents.getOrDefault(subscription.resource, 0L);
      delivery.deliver(
          new WatchEvent(WatchEvent.Type.BOOKMARK, STORE_ID, last, last, NOTHING),
          subscription::send);
    }
  }

  private synchronized ObjectNode store(String resource, ObjectNode object) {
    ObjectNode stored = object.deepCopy();
    ObjectNode metadata = stored.withObjectProperty("metadata");
    if (!metadata.has("uid")) {
      metadata.put("uid", UUID.randomUUID().toString());
    }
    metadata.put("resourceVersion", Long.toString(++revision));
    ObjectNode old = resource(resource).put(ObjectKey.of(stored), stored);
    publish(resource, old == null ? WatchEvent.Type.ADDED : WatchEvent.Type.MODIFIED, stored);
    return stored.deepCopy();
  }

  private synchronized Optional<ObjectNode> remove(String resource, ObjectKey key) {
    ObjectNode removed = resource(resource).remove(key);
    if (removed != null) {
      revision++;
      publish(resource, WatchEvent.Type.DELETED, removed);
    }
    return Optional.ofNullable(removed);
  }

  private void publish(String resource, WatchEvent.Type type, ObjectNode object) {
    long previous = lastEvents.getOrDefault(resource, 0L);
    lastEvents.put(resource, revision);
    WatchEvent event = new WatchEvent(type, STORE_ID, revision, previous, Json.bytes(object));
    for (Subscription subscription : subscriptions) {
      if (subscription.resource.equals(resource)) {
        delivery.deliver(event, subscription::send);
      }
    }
  }

  private Map<ObjectKey, ObjectNode> resource(String path) {
    return resources.computeIfAbsent(path, ignored -> new TreeMap<>());
  }

  private synchronized ApiResponse answer(ApiRequest request) {
    requests.add(request);
    RequestPath path = RequestPath.parse(request.path());
    ObjectNode current = resource(path.resource()).get(path.key());
    return switch (request.method()) {
      case "GET" -> path.key().name().isEmpty() ? listed(path) : found(path, current);
      case "POST" -> created(path, current, Json.parse(request.body()));
      case "PUT" -> updated(path, current, Json.parse(request.body()));
      case "PATCH" -> patched(path, current, request);
      case "DELETE" ->
          remove(path.resource(), path.key())
              .map(removed -> ok(200, removed))
              .orElseGet(() -> refused(404, "NotFound", path));
      default -> refused(405, "MethodNotAllowed", path);
    };
  }

  private ApiResponse listed(RequestPath path) {
    ObjectNode list = Json.object();
    list.putObject("metadata").put("resourceVersion", Long.toString(revision));
    ArrayNode items = list.putArray("items");
    resource(path.resource()).values().stream()
        .filter(object -> path.holds(ObjectKey.of(object)))
        .forEach(items::add);
    return ok(200, list);
  }

  private static ApiResponse found(RequestPath path, ObjectNode current) {
    return current == null ? refused(404, "NotFound", path) : ok(200, current);
  }

  private ApiResponse created(RequestPath path, ObjectNode current, ObjectNode body) {
    if (!path.subresource().isEmpty()) {
      return current == null ? refused(404, "NotFound", path) : createdBeneath(path, current, body);
    }
    ObjectNode metadata = body.withObjectProperty("metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      metadata.put("name", metadata.path("generateName").asText() + Long.toString(revision, 36));
    }
    return resource(path.resource()).containsKey(ObjectKey.of(body))
        ? refused(409, "AlreadyExists", path)
        : ok(201, store(path.resource(), body));
  }

  private ApiResponse createdBeneath(RequestPath path, ObjectNode current, ObjectNode body) {
    if (path.subresource().equals("binding")) {
      ObjectNode bound = current.deepCopy();
      bound.withObjectProperty("spec").set("nodeName", body.path("target").path("name"));
      store(path.resource(), bound);
    }
    return ok(201, body);
  }

  private ApiResponse updated(RequestPath path, ObjectNode current, ObjectNode body) {
    if (current == null) {
      return refused(404, "NotFound", path);
    }
    JsonNode expected = body.path("metadata").path("resourceVersion");
    if (expected.isTextual()
        && !expected.equals(current.path("metadata").path("resourceVersion"))) {
      return refused(409, "Conflict", path);
    }
    ObjectNode next = body;
    if (path.subresource().equals("status")) {
      next = current.deepCopy();
      next.set("status", body.path("status"));
    }
    return ok(200, store(path.resource(), next));
  }

  private ApiResponse patched(RequestPath path, ObjectNode current, ApiRequest request) {
    if (current == null) {
      return refused(404, "NotFound", path);
    }
    ObjectNode next = current.deepCopy();
    merge(next, Json.parse(request.body()));
    return ok(200, store(path.resource(), next));
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                target.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode nested) {
                merge(target.withObjectProperty(field.getKey()), nested);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static ApiResponse ok(int code, ObjectNode body) {
    return new ApiResponse(code, Json.bytes(body));
  }

  private static ApiResponse refused(int code, String reason, RequestPath path) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("status", "Failure").put("code", code).put("reason", reason);
    status.put("message", path.resource() + " " + path.key() + ": " + reason);
    return ok(code, status);
  }

  private final class FakeKubeClient implements KubeClient {
    private final Context context;

    FakeKubeClient(Context context) {
      this.context = context;
    }

    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      return onContext(answer(request));
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      Subscription subscription = new Subscription(type.collectionPath(""), context, handler);
      subscriptions.add(subscription);
      return onContext(new FakeWatch(subscription));
    }

    @Override
    public Future<Review> review(ResourceType type, Reviewer reviewer) {
      BusyReviewer busy = new BusyReviewer(context, reviewer);
      reviewers.put(type.collectionPath(""), busy);
      return onContext(
          () -> {
            reviewers.remove(type.collectionPath(""), busy);
            return Future.succeededFuture();
          });
    }

    private <T> Future<T> onContext(T value) {
      Promise<T> promise = Promise.promise();
      context.runOnContext(ignored -> promise.complete(value));
      return promise.future();
    }
  }

  private final class FakeWatch implements KubeClient.Watch {
    private final Subscription subscription;

    FakeWatch(Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public long storeId() {
      return STORE_ID;
    }

    @Override
    public Duration bookmarkInterval() {
      return bookmarkInterval;
    }

    @Override
    public Future<Void> close() {
      subscriptions.remove(subscription);
      return Future.succeededFuture();
    }
  }
}
