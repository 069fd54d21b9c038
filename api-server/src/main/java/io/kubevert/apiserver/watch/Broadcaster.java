package io.kubevert.apiserver.watch;

import io.kubevert.apiserver.storage.Replay;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.storage.StoreEvent;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Passes every event of the store on to whoever watches its resource. Belongs to one context, as do
 * its watchers.
 *
 * <p>Telling a thousand watchers costs much the same for one event as for many. So after a round
 * that took its time, what comes next is gathered for as long as that, and told together.
 */
public final class Broadcaster {
  private static final long MOST_PAUSE_MILLIS = 50;

  private final Store store;
  private final Context context;
  private final LongSupplier nanoTime;
  private final Map<String, Set<Watcher>> byPrefix = new HashMap<>();
  private final Set<Consumer<WatchedEvent>> everything = new LinkedHashSet<>();
  private final Queue<List<StoreEvent>> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private long seen;
  private long roundEnded;
  private long roundNanos;
  private Runnable subscription = () -> {};

  /** Hears of the events of a resource. */
  @FunctionalInterface
  public interface Watcher {
    void accept(WatchedEvent event);

    /** Told what there was to tell for now. */
    default void flush() {}
  }

  public Broadcaster(Store store, Context context) {
    this(store, context, System::nanoTime);
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Broadcaster(Store store, Context context, LongSupplier nanoTime) {
    this.store = store;
    this.context = context;
    this.nanoTime = nanoTime;
    this.roundEnded = nanoTime.getAsLong();
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
      context.runOnContext(_ -> passSoon());
    }
  }

  private void passSoon() {
    long millis = pauseMillis(nanoTime.getAsLong());
    if (millis > 0) {
      context.owner().setTimer(millis, _ -> passArrived());
    } else {
      passArrived();
    }
  }

  /** What is left of the pause after the last round, which is as long as the round was. */
  private long pauseMillis(long now) {
    long left = TimeUnit.NANOSECONDS.toMillis(roundEnded + roundNanos - now);
    return Math.min(left, MOST_PAUSE_MILLIS);
  }

  private void passArrived() {
    long begin = nanoTime.getAsLong();
    awaited.set(false);
    Map<String, List<WatchedEvent>> round = new LinkedHashMap<>();
    for (List<StoreEvent> events = arrived.poll(); events != null; events = arrived.poll()) {
      sort(events, round);
    }
    round.forEach(this::tell);
    roundEnded = nanoTime.getAsLong();
    roundNanos = roundEnded - begin;
  }

  private void sort(List<StoreEvent> events, Map<String, List<WatchedEvent>> byResource) {
    for (StoreEvent event : events) {
      if (event.revision() > seen) {
        seen = event.revision();
        WatchedEvent watched = new WatchedEvent(event);
        everything.forEach(watcher -> watcher.accept(watched));
        byResource.computeIfAbsent(watched.prefix(), _ -> new ArrayList<>()).add(watched);
      }
    }
  }

  private void tell(String prefix, List<WatchedEvent> events) {
    // A copy, because a watcher that is cut off leaves while it is told.
    for (Watcher watcher : List.copyOf(byPrefix.getOrDefault(prefix, Set.of()))) {
      events.forEach(watcher::accept);
      watcher.flush();
    }
  }
}
