package io.kubevert.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.storage.MemoryStore;
import io.kubevert.apiserver.storage.Replay;
import io.kubevert.apiserver.storage.StoreEvent;
import io.kubevert.client.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
  private static final String PODS = "pods/";
  private static final long LIMIT_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final MemoryStore store = new MemoryStore(1);
  private final AtomicLong nanos = new AtomicLong();
  private final Broadcaster broadcaster = new Broadcaster(store, context, nanos::get);

  /** Notes what it is told: the revisions of each round. */
  private static class Listener implements Broadcaster.Watcher {
    final List<List<Long>> rounds = new ArrayList<>();
    private List<Long> round = new ArrayList<>();

    @Override
    public void accept(WatchedEvent event) {
      round.add(event.revision());
    }

    @Override
    public void flush() {
      rounds.add(round);
      round = new ArrayList<>();
    }

    List<Long> all() {
      return rounds.stream().flatMap(List::stream).toList();
    }
  }

  @BeforeEach
  void start() throws Exception {
    onContext(broadcaster::start);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Nothing is lost, told twice or out of turn, whenever somebody starts to listen. */
  @Test
  void whatWasThereAndWhatIsToldIsEverything() throws Exception {
    Random random = new Random(7);
    List<List<Long>> before = new ArrayList<>();
    List<Listener> listeners = new ArrayList<>();
    for (int write = 0; write < 500; write++) {
      put(random.nextBoolean() ? PODS : "services/", random.nextInt(20));
      if (random.nextInt(10) == 0) {
        onContext(
            () -> {
              Listener listener = new Listener();
              before.add(revisions(broadcaster.since(PODS, 0)));
              broadcaster.join(PODS, listener);
              listeners.add(listener);
            });
      }
    }
    put(PODS, 0);
    List<Long> expected = revisions(store.since(PODS, 0, store.revision()));
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      List<Long> seen = before.get(i);
      await(
          () -> {
            List<Long> whole = new ArrayList<>(seen);
            whole.addAll(listener.all());
            return whole.equals(expected);
          });
    }
  }

  @Test
  void whoeverHearsEverythingHearsItFirst() throws Exception {
    List<String> heard = new ArrayList<>();
    onContext(
        () -> {
          broadcaster.joinAll(event -> heard.add("all " + event.revision()));
          broadcaster.join(PODS, event -> heard.add("pods " + event.revision()));
        });
    put(PODS, 1);
    put("services/", 1);
    await(() -> heard.size() == 3);
    assertThat(heard).containsSubsequence("all 2", "pods 2").containsSubsequence("all 2", "all 3");
  }

  /** After a round of 40 ms, what comes in the next 40 ms is told together. */
  @Test
  void gathersForAsLongAsTheLastRoundTook() throws Exception {
    Listener listener = slow(Duration.ofMillis(40));
    put(PODS, 1);
    await(() -> listener.all().equals(List.of(2L)));
    // All arrive before any timer can fire, each by itself: the context is busy until then.
    onContext(() -> LongStream.of(1, 2, 3).forEach(number -> put(PODS, number)));
    await(() -> listener.rounds.equals(List.of(List.of(2L), List.of(3L, 4L, 5L))));
  }

  @Test
  void aRoundThatTookAnAgeIsNoReasonToWaitForAnAge() throws Exception {
    Listener listener = slow(Duration.ofHours(1));
    put(PODS, 1);
    await(() -> listener.all().equals(List.of(2L)));
    put(PODS, 2);
    await(() -> listener.all().equals(List.of(2L, 3L)));
  }

  /** The clock stands still but for the rounds, so that a pause lasts until its timer fires. */
  @Test
  void waitsForNothingWhenTheLastRoundWasLongAgo() throws Exception {
    Listener listener = slow(Duration.ofMillis(40));
    put(PODS, 1);
    await(() -> listener.all().equals(List.of(2L)));
    nanos.addAndGet(Duration.ofMillis(40).toNanos());
    List<List<Long>> told = new ArrayList<>();
    onContext(
        () -> {
          put(PODS, 2);
          // Comes after the round that the write has asked for, and before any timer.
          context.runOnContext(_ -> told.addAll(listener.rounds));
        });
    await(() -> told.equals(List.of(List.of(2L), List.of(3L))));
  }

  @Test
  void whoeverHasLeftHearsNothingMore() throws Exception {
    Listener stays = new Listener();
    List<Long> heard = new ArrayList<>();
    Runnable[] leave = new Runnable[1];
    onContext(
        () -> {
          leave[0] =
              broadcaster.join(
                  PODS,
                  event -> {
                    heard.add(event.revision());
                    leave[0].run();
                  });
          broadcaster.join(PODS, stays);
        });
    put(PODS, 1);
    await(() -> stays.all().size() == 1);
    put(PODS, 2);
    await(() -> stays.all().size() == 2);
    onContext(() -> assertThat(heard).containsExactly(2L));
  }

  /** A watcher for which a round takes that long. */
  private Listener slow(Duration round) throws Exception {
    Listener listener =
        new Listener() {
          @Override
          public void flush() {
            super.flush();
            nanos.addAndGet(round.toNanos());
          }
        };
    onContext(() -> broadcaster.join(PODS, listener));
    return listener;
  }

  private void put(String prefix, long number) {
    String key = prefix + number;
    store
        .get(key)
        .map(entry -> store.update(key, entry.revision(), _ -> Json.bytes(Json.object())))
        .orElseGet(() -> store.create(key, _ -> Json.bytes(Json.object())));
  }

  private static List<Long> revisions(Replay replay) {
    return ((Replay.Events) replay).events().stream().map(StoreEvent::revision).toList();
  }

  private void onContext(Runnable action) throws Exception {
    Future.future(
            promise ->
                context.runOnContext(
                    _ -> {
                      try {
                        action.run();
                        promise.complete();
                      } catch (RuntimeException | AssertionError e) {
                        promise.fail(e);
                      }
                    }))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for something that the context makes true. */
  private void await(BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
    boolean[] met = new boolean[1];
    while (!met[0]) {
      assertThat(System.nanoTime()).as("did not come about in time").isLessThan(end);
      onContext(() -> met[0] = condition.getAsBoolean());
      Thread.sleep(2);
    }
  }
}
