package io.kubevert.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store does. */
interface StoreContract {

  /** The store under test, new for each test. */
  Store store();

  @Test
  default void givesEachWriteTheNextRevision() throws Exception {
    long start = store().revision();
    assertThat(written(store().create("a/1", text("one"))).revision()).isEqualTo(start + 1);
    assertThat(written(store().update("a/1", start + 1, text("two"))).revision())
        .isEqualTo(start + 2);
    assertThat(store().revision()).isEqualTo(start + 2);
    assertThat(string(store().get("a/1").orElseThrow())).isEqualTo("two@" + (start + 2));
  }

  @Test
  default void aLostCompareAndSetSaysWhatIsThere() throws Exception {
    Entry first = written(store().create("a/1", text("one")));
    assertThat(lost(store().create("a/1", text("again"))))
        .hasValueSatisfying(entry -> assertThat(entry.revision()).isEqualTo(first.revision()));
    assertThat(lost(store().update("a/1", 77, text("late")))).isPresent();
    assertThat(lost(store().delete("a/2", 77, text("gone")))).isEmpty();
    assertThat(string(store().get("a/1").orElseThrow())).startsWith("one@");
  }

  @Test
  default void ofManyWritersOneWins() throws Exception {
    Entry entry = written(store().create("a/1", text("start")));
    List<Future<WriteResult>> attempts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      attempts.add(store().update("a/1", entry.revision(), text("writer " + i)));
    }
    int wins = 0;
    for (Future<WriteResult> attempt : attempts) {
      wins += await(attempt) instanceof WriteResult.Written ? 1 : 0;
    }
    assertThat(wins).isEqualTo(1);
  }

  @Test
  default void readsThePastUntilItIsCompacted() throws Exception {
    Entry one = written(store().create("a/1", text("one")));
    Entry two = written(store().update("a/1", one.revision(), text("two")));
    written(store().create("a/2", text("other")));
    written(store().delete("a/1", two.revision(), text("last")));

    assertThat(strings(page("a/", "", one.revision(), 0))).containsExactly("one@" + one.revision());
    assertThat(page("a/", "", 0, 0).entries()).extracting(Entry::key).containsExactly("a/2");
    assertThat(store().range("a/", "", store().revision() + 1, 0))
        .isEqualTo(new RangeResult.Ahead(store().revision()));

    await(store().compact(two.revision()));
    assertThat(store().range("a/", "", one.revision(), 0))
        .isEqualTo(new RangeResult.Compacted(two.revision()));
    assertThat(strings(page("a/", "", two.revision(), 0))).containsExactly("two@" + two.revision());
  }

  @Test
  default void pagesAreOfOneRevision() throws Exception {
    for (int i = 0; i < 5; i++) {
      written(store().create("a/" + i, text("value")));
    }
    RangeResult.Page first = page("a/", "", 0, 2);
    written(store().create("a/11", text("later")));
    RangeResult.Page second = page("a/", first.next(), first.revision(), 2);
    RangeResult.Page third = page("a/", second.next(), first.revision(), 2);
    assertThat(first.remaining()).isEqualTo(3);
    assertThat(keys(first)).containsExactly("a/0", "a/1");
    assertThat(keys(second)).containsExactly("a/2", "a/3");
    assertThat(keys(third)).containsExactly("a/4");
    assertThat(third.next()).isEmpty();
  }

  @Test
  default void tellsEveryWriteInOrder() throws Exception {
    List<StoreEvent> heard = new CopyOnWriteArrayList<>();
    store().subscribe(heard::addAll);
    long start = store().revision();
    Entry one = written(store().create("a/1", text("one")));
    Entry two = written(store().update("a/1", one.revision(), text("two")));
    written(store().create("b/1", text("other")));
    written(store().delete("a/1", two.revision(), text("last")));

    assertThat(heard)
        .extracting(StoreEvent::type)
        .containsExactly(
            StoreEvent.Type.CREATED,
            StoreEvent.Type.UPDATED,
            StoreEvent.Type.CREATED,
            StoreEvent.Type.DELETED);
    assertThat(heard).extracting(StoreEvent::revision).isSorted();
    assertThat(new String(heard.getLast().previous(), StandardCharsets.UTF_8)).startsWith("two@");

    Replay.Events replay = (Replay.Events) store().since("a/", start, store().revision());
    assertThat(replay.events())
        .extracting(StoreEvent::revision)
        .containsExactly(start + 1, start + 2, start + 4);
  }

  @Test
  default void thePastThatIsCompactedCannotBeReplayed() throws Exception {
    Entry one = written(store().create("a/1", text("one")));
    Entry two = written(store().update("a/1", one.revision(), text("two")));
    await(store().compact(two.revision()));
    assertThat(store().since("a/", one.revision(), two.revision()))
        .isEqualTo(new Replay.Compacted(two.revision()));
    assertThat(store().since("a/", two.revision(), two.revision()))
        .isEqualTo(new Replay.Events(List.of()));
  }

  private RangeResult.Page page(String prefix, String start, long revision, int limit) {
    return (RangeResult.Page) store().range(prefix, start, revision, limit);
  }

  private static List<String> keys(RangeResult.Page page) {
    return page.entries().stream().map(Entry::key).toList();
  }

  private static List<String> strings(RangeResult.Page page) {
    return page.entries().stream().map(StoreContract::string).toList();
  }

  private static String string(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  private static java.util.function.LongFunction<byte[]> text(String text) {
    return revision -> (text + "@" + revision).getBytes(StandardCharsets.UTF_8);
  }

  private static Entry written(Future<WriteResult> write) throws Exception {
    return ((WriteResult.Written) await(write)).entry();
  }

  private static java.util.Optional<Entry> lost(Future<WriteResult> write) throws Exception {
    return ((WriteResult.Lost) await(write)).current();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
