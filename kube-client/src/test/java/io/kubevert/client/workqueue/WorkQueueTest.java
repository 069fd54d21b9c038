package io.kubevert.client.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WorkQueueTest {

  @Test
  void aKeyAddedManyTimesIsLookedAtOnce(Vertx vertx, VertxTestContext test) {
    List<String> looks = new ArrayList<>();
    Promise<Void> gate = Promise.promise();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  1,
                  key -> {
                    looks.add(key);
                    return key.equals("first") ? gate.future() : Future.succeededFuture();
                  });
          queue.add("first");
          queue.add("second");
          queue.add("second");
          queue.add("second");
          gate.complete();
          vertx.runOnContext(
              later ->
                  test.verify(
                      () -> {
                        assertThat(looks).containsExactly("first", "second");
                        assertThat(queue.size()).isZero();
                        test.completeNow();
                      }));
        });
  }

  @Test
  void isDrainedWhenTheLastWorkHasEnded(Vertx vertx, VertxTestContext test) {
    Promise<Void> gate = Promise.promise();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue = new WorkQueue<>(vertx, "test", 1, key -> gate.future());
          queue.add("at work");
          queue.add("waiting");
          queue.close();
          Future<Void> drained = queue.drained();
          test.verify(() -> assertThat(drained.isComplete()).isFalse());
          gate.complete();
          test.verify(() -> assertThat(drained.succeeded()).isTrue());
          test.completeNow();
        });
  }

  @Test
  void manyKeysThatNeedNothingArePassedOneAfterTheOther(Vertx vertx, VertxTestContext test) {
    List<Integer> looks = new ArrayList<>();
    Promise<Void> gate = Promise.promise();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<Integer> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  1,
                  key -> {
                    looks.add(key);
                    return key == 0 ? gate.future() : Future.succeededFuture();
                  });
          for (int key = 0; key < 20_000; key++) {
            queue.add(key);
          }
          test.verify(() -> assertThat(looks).containsExactly(0));
          gate.complete();
          test.verify(
              () -> {
                assertThat(looks).hasSize(20_000).isSorted();
                assertThat(queue.size()).isZero();
              });
          test.completeNow();
        });
  }

  @Test
  void aKeyAddedWhileAtWorkIsLookedAtAgainAfterwards(Vertx vertx, VertxTestContext test) {
    List<Promise<Void>> looks = new ArrayList<>();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  4,
                  key -> {
                    Promise<Void> look = Promise.promise();
                    looks.add(look);
                    return look.future();
                  });
          queue.add("key");
          queue.add("key");
          test.verify(() -> assertThat(looks).hasSize(1));
          looks.getFirst().complete();
          test.verify(() -> assertThat(looks).hasSize(2));
          test.completeNow();
        });
  }

  @Test
  void aFailureBringsTheKeyBack(Vertx vertx, VertxTestContext test) {
    List<String> looks = new ArrayList<>();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  1,
                  key -> {
                    looks.add(key);
                    if (looks.size() < 3) {
                      throw new IllegalStateException("not yet");
                    }
                    test.completeNow();
                    return Future.succeededFuture();
                  });
          queue.add("key");
        });
  }

  @Test
  void aKeyThatWaitsForItsTurnDoesNotHoldUpOthers(Vertx vertx, VertxTestContext test) {
    List<String> looks = new ArrayList<>();
    Promise<Void> slow = Promise.promise();
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  2,
                  key -> {
                    looks.add(key);
                    return key.equals("slow") ? slow.future() : Future.succeededFuture();
                  });
          queue.add("slow");
          queue.add("slow");
          queue.add("other");
          test.verify(() -> assertThat(looks).containsExactly("slow", "other"));
          slow.complete();
          test.verify(() -> assertThat(looks).containsExactly("slow", "other", "slow"));
          test.completeNow();
        });
  }

  @Test
  void aClosedQueueDoesNothing(Vertx vertx, VertxTestContext test) {
    vertx.runOnContext(
        ignored -> {
          WorkQueue<String> queue =
              new WorkQueue<>(
                  vertx,
                  "test",
                  1,
                  key -> {
                    test.failNow("looked at " + key);
                    return Future.succeededFuture();
                  });
          queue.addAfter("late", Duration.ofMillis(1));
          queue.close();
          queue.add("key");
          vertx.setTimer(20, timer -> test.completeNow());
        });
  }

  @Test
  void backoffDoublesUpToItsLimit() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    assertThat(backoff.delay(0)).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
    assertThat(backoff.delay(2)).isBetween(Duration.ofMillis(320), Duration.ofMillis(400));
    assertThat(backoff.delay(1_000)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1));
  }
}
