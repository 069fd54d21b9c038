package io.kubevert.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law: whatever the bus does to events, an informer comes to hold what the server holds. */
@ExtendWith(VertxExtension.class)
class InformerConvergenceTest {
  private static final int STEPS = 5_000;
  private static final int KEYS = 25;

  /** A bus that drops, repeats, and holds events back to deliver them later in another order. */
  private static final class LossyBus implements FakeControlPlane.EventDelivery {
    private final Random random;
    private final List<Runnable> held = new ArrayList<>();
    private boolean lossy = true;

    LossyBus(long seed) {
      random = new Random(seed);
    }

    @Override
    public synchronized void deliver(WatchEvent event, Consumer<WatchEvent> watcher) {
      int fate = lossy ? random.nextInt(10) : 9;
      switch (fate) {
        case 0 -> {}
        case 1 -> held.add(() -> watcher.accept(event));
        case 2 -> {
          watcher.accept(event);
          watcher.accept(event);
        }
        default -> watcher.accept(event);
      }
      if (!held.isEmpty() && random.nextInt(4) == 0) {
        held.remove(random.nextInt(held.size())).run();
      }
    }

    synchronized void heal() {
      lossy = false;
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void holdsWhatTheServerHolds(long seed, Vertx vertx) throws Exception {
    LossyBus bus = new LossyBus(seed);
    FakeControlPlane server = new FakeControlPlane(Duration.ofMillis(20), bus);
    Context context = vertx.getOrCreateContext();
    Replica replica = new Replica();
    Informer<ObjectNode> informer =
        new Informer<>(
                vertx, server.clientFor(context), ResourceTypes.CONFIG_MAPS, object -> object)
            .onChange(replica);
    onContext(context, informer::start);

    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      write(server, random, step);
      if (step % 50 == 0) {
        server.publishBookmarks();
      }
      if (step % 100 == 0) {
        onContext(context, io.vertx.core.Future::succeededFuture);
      }
    }
    bus.heal();

    Map<ObjectKey, ObjectNode> expected = new HashMap<>();
    server
        .list(ResourceTypes.CONFIG_MAPS)
        .forEach(object -> expected.put(ObjectKey.of(object), object));
    replica.await(vertx, context, expected, server::publishBookmarks);

    assertThat(replica.objects).isEqualTo(expected);
    assertThat(replica.faults).isEmpty();
    onContext(
        context,
        () -> {
          assertThat(informer.keys()).isEqualTo(expected.keySet());
          return informer.stop();
        });
  }

  private static void write(FakeControlPlane server, Random random, int step) {
    ObjectKey key = new ObjectKey("default", "object-" + random.nextInt(KEYS));
    if (random.nextInt(3) == 0) {
      server.delete(ResourceTypes.CONFIG_MAPS, key);
    } else {
      ObjectNode object = Json.object();
      object.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
      object.putObject("data").put("step", step);
      server.put(ResourceTypes.CONFIG_MAPS, object);
    }
  }

  private static void onContext(
      Context context, java.util.function.Supplier<io.vertx.core.Future<Void>> action)
      throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          try {
            action.get().onComplete(done::handle);
          } catch (Throwable e) {
            done.fail(e);
          }
        });
    done.future().await(20, TimeUnit.SECONDS);
  }

  /** What one who only listens to changes believes; notes every change that does not follow on. */
  private static final class Replica implements Consumer<Change<ObjectNode>> {
    private final Map<ObjectKey, ObjectNode> objects = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    @Override
    public void accept(Change<ObjectNode> change) {
      ObjectNode before = change.before().orElse(null);
      ObjectNode believed =
          change.after().isPresent()
              ? objects.put(change.key(), change.after().get())
              : objects.remove(change.key());
      if (before != believed) {
        faults.add(change + " does not follow on " + believed);
      }
    }

    void await(
        Vertx vertx, Context context, Map<ObjectKey, ObjectNode> expected, Runnable bookmarks)
        throws Exception {
      Promise<Void> equal = Promise.promise();
      context.runOnContext(
          ignored ->
              vertx.setPeriodic(
                  10,
                  timer -> {
                    bookmarks.run();
                    if (objects.equals(expected)) {
                      vertx.cancelTimer(timer);
                      equal.complete();
                    }
                  }));
      equal.future().await(20, TimeUnit.SECONDS);
    }
  }
}
