package io.kubevert.client.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.ControlPlane;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Duration bookmarkInterval;
  private final FakeStore store;
  private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, BusyReviewer> reviewers = new ConcurrentHashMap<>();

  /** Stands between the server and a watcher: passes an event on now, later, twice or never. */
  @FunctionalInterface
  public interface EventDelivery {
    /** Every event, once, at once. */
    EventDelivery RELIABLE = (event, watcher) -> watcher.accept(event);

    void deliver(WatchEvent event, Consumer<WatchEvent> watcher);
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
    this.store = new FakeStore(delivery);
  }

  @Override
  public KubeClient clientFor(Context context) {
    return new FakeKubeClient(context);
  }

  /** Creates or replaces an object, as somebody else's write. */
  public ObjectNode put(ResourceType type, ObjectNode object) {
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    return store.put(type.collectionPath(""), object);
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
    store.remove(type.collectionPath(""), key);
  }

  public Optional<ObjectNode> get(ResourceType type, ObjectKey key) {
    return store.get(type.collectionPath(""), key);
  }

  public List<ObjectNode> list(ResourceType type) {
    return store.all(type.collectionPath(""));
  }

  /** Every request received so far, in order. */
  public List<ApiRequest> requests() {
    return List.copyOf(requests);
  }

  /** Sends every watcher a bookmark of its resource. */
  public void publishBookmarks() {
    store.publishBookmarks();
  }

  private final class FakeKubeClient implements KubeClient {
    private final Context context;

    FakeKubeClient(Context context) {
      this.context = context;
    }

    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      requests.add(request);
      return onContext(new FakeRequests(store).answer(request));
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      FakeStore.Subscription subscription =
          new FakeStore.Subscription(type.collectionPath(""), context, handler);
      store.subscribe(subscription);
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
    private final FakeStore.Subscription subscription;

    FakeWatch(FakeStore.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public long storeId() {
      return FakeStore.ID;
    }

    @Override
    public Duration bookmarkInterval() {
      return bookmarkInterval;
    }

    @Override
    public Future<Void> close() {
      store.unsubscribe(subscription);
      return Future.succeededFuture();
    }
  }
}
