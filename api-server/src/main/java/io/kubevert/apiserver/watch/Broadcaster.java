package io.kubevert.apiserver.watch;

import io.kubevert.apiserver.storage.Replay;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.storage.StoreEvent;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes every event of the store on to whoever watches its resource. Belongs to one context, as do
 * its watchers.
 */
public final class Broadcaster {
  private final Store store;
  private final Context context;
  private final Map<String, Set<Watcher>> byPrefix = new HashMap<>();
  private final Set<Consumer<WatchedEvent>> everything = new LinkedHashSet<>();
  private final Queue<List<StoreEvent>> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private long seen;
  private Runnable subscription = () -> {};

  /** Hears of the events of a resource. */
  @FunctionalInterface
  public interface Watcher {
    void accept(WatchedEvent event);

    /** Told what there was to tell for now. */
    default void flush() {}
  }

  public Broadcaster(Store store, Context context) {
    this.store = store;
    this.context = context;
  }

  /** Starts to listen; called on the context. */
  public void start() {
    subscription = store.subscribe(this::arrive);
    seen = store.revision();
  }

  public void stop() {
    subscription.run();
  }

  /** Everything that happened to keys of a prefix since a revision and was passed on already. */
  public Replay since(String prefix, long after) {
    return store.since(prefix, after, Math.max(after, seen));
  }

  /**
   * Hears of every event of a resource that is not passed on yet.
   *
   * @param prefix as the resource's keys start
   * @return ends it
   */
  public Runnable join(String prefix, Watcher watcher) {
    byPrefix.computeIfAbsent(prefix, _ -> new LinkedHashSet<>()).add(watcher);
    return () -> byPrefix.getOrDefault(prefix, Set.of()).remove(watcher);
  }

  /** Hears of every event of all resources. */
  public void joinAll(Consumer<WatchedEvent> watcher) {
    everything.add(watcher);
  }

  /**
   * Called on a thread of the store. What comes while the context is busy is passed on together.
   */
  private void arrive(List<StoreEvent> events) {
    arrived.add(events);
    if (awaited.compareAndSet(false, true)) {
      context.runOnContext(_ -> passArrived());
    }
  }

  private void passArrived() {
    awaited.set(false);
    Set<Watcher> told = new LinkedHashSet<>();
    for (List<StoreEvent> events = arrived.poll(); events != null; events = arrived.poll()) {
      pass(events, told);
    }
    told.forEach(Watcher::flush);
  }

  private void pass(List<StoreEvent> events, Set<Watcher> told) {
    for (StoreEvent event : events) {
      if (event.revision() > seen) {
        seen = event.revision();
        WatchedEvent watched = new WatchedEvent(event);
        everything.forEach(watcher -> watcher.accept(watched));
        // A copy, because a watcher that is cut off leaves while it is told.
        for (Watcher watcher : List.copyOf(byPrefix.getOrDefault(watched.prefix(), Set.of()))) {
          watcher.accept(watched);
          told.add(watcher);
        }
      }
    }
  }
}
