package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.ObjectSelector;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.watch.Selection;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch does about its client and about time. */
class WatchStreamTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Buffer LINE = Buffer.buffer("x".repeat((64 << 10) - 1) + "\n");

  private final Vertx vertx = Vertx.vertx();
  private final ServedVersion configMaps =
      ServedVersion.stored(
          ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767))
              .find("", "v1", "configmaps")
              .orElseThrow());
  private final Client client = new Client();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final WatchStream stream =
      new WatchStream(
          vertx,
          client,
          configMaps,
          new Selection("configmaps/", ObjectSelector.of(Map.of(), configMaps.stored())),
          new Transformation(Representation.of(null), ""),
          new SharedChunks(),
          ended::countDown);

  /** A client that reads when it is told to. */
  private static final class Client implements WatchConnection {
    private final List<Buffer> read = new ArrayList<>();
    private final CountDownLatch bookmarks = new CountDownLatch(2);
    private boolean full;
    private boolean cut;
    private final CountDownLatch end = new CountDownLatch(1);
    private Runnable drained = () -> {};

    @Override
    public void open() {}

    @Override
    public boolean isFull() {
      return full;
    }

    @Override
    public void write(Buffer lines) {
      read.add(lines);
      if (lines.toString().startsWith("{\"type\":\"BOOKMARK\"")) {
        bookmarks.countDown();
      }
    }

    @Override
    public void end() {
      end.countDown();
    }

    @Override
    public void cut() {
      cut = true;
    }

    @Override
    public void onDrain(Runnable action) {
      drained = action;
    }

    @Override
    public void onClose(Runnable action) {}
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void whoReadsLateGetsEverything() {
    client.full = true;
    for (int i = 0; i < 64; i++) {
      stream.send(LINE);
    }
    assertThat(client.read).isEmpty();
    client.full = false;
    client.drained.run();
    assertThat(client.read).hasSize(64);
    assertThat(client.cut).isFalse();
  }

  /** A connection says only in a later task that it is full, and until then takes everything. */
  @Test
  void whoDoesNotReadIsNotSentAllThatWasThere() throws Exception {
    byte[] object = ("{\"x\":\"" + "x".repeat(64 << 10) + "\"}").getBytes(StandardCharsets.UTF_8);
    List<Entry> entries =
        IntStream.range(0, 100)
            .mapToObj(each -> new Entry("configmaps/default/" + each, each, object))
            .toList();
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch full = new CountDownLatch(1);
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        _ -> {
          stream.initial(entries.iterator(), done::countDown);
          vertx.runOnContext(
              _ -> {
                client.full = true;
                full.countDown();
              });
        });
    assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.read).hasSize(1);
    context.runOnContext(
        _ -> {
          client.full = false;
          client.drained.run();
        });
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.read).hasSize(100);
  }

  /** What waits for one client is at most 4 MiB, and what comes on top of that. */
  @Test
  void whoDoesNotReadIsCutOff() {
    client.full = true;
    int sent = 0;
    while (!client.cut) {
      stream.send(LINE);
      sent++;
    }
    assertThat(sent).isEqualTo(65);
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void tellsHowFarItIsWhenNothingHappens() throws Exception {
    live(Optional.of(Duration.ofMillis(10)), LONG);
    assertThat(client.bookmarks.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsWhenItsTimeIsOver() throws Exception {
    live(Optional.empty(), Duration.ofMillis(10));
    assertThat(client.end.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ended.getCount()).isZero();
  }

  private void live(Optional<Duration> bookmarks, Duration timeout) {
    WatchQuery query = new WatchQuery(0, true, false, bookmarks, timeout);
    vertx.runOnContext(_ -> stream.live(7, query, () -> {}));
  }
}
