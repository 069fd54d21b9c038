package io.kubevert.apiserver.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A store that forgets everything with its process, for tests. */
public final class MemoryStore implements Store {
  private final long id;
  private final History history = new History(1, 0);

  /**
   * @param id as {@link #id}
   */
  public MemoryStore(long id) {
    this.id = id;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public long revision() {
    return history.revision();
  }

  @Override
  public Optional<Entry> get(String key) {
    return history.get(key);
  }

  @Override
  public RangeResult range(String prefix, String start, long revision, int limit) {
    return history.range(prefix, start, revision, limit);
  }

  @Override
  public Future<WriteResult> create(String key, LongFunction<byte[]> value) {
    return write(new Write(StoreEvent.Type.CREATED, key, 0, value));
  }

  @Override
  public Future<WriteResult> update(String key, long expected, LongFunction<byte[]> value) {
    return write(new Write(StoreEvent.Type.UPDATED, key, expected, value));
  }

  @Override
  public Future<WriteResult> delete(String key, long expected, LongFunction<byte[]> lastValue) {
    return write(new Write(StoreEvent.Type.DELETED, key, expected, lastValue));
  }

  @Override
  public Replay since(String prefix, long after, long upTo) {
    return history.since(prefix, after, upTo);
  }

  @Override
  public Runnable subscribe(Consumer<List<StoreEvent>> listener) {
    return history.subscribe(listener);
  }

  @Override
  public synchronized Future<Void> compact(long revision) {
    history.compact(revision);
    return Future.succeededFuture();
  }

  @Override
  public void close() {}

  private synchronized Future<WriteResult> write(Write write) {
    Optional<StoreEvent> event = history.stage(write);
    if (event.isEmpty()) {
      return Future.succeededFuture(new WriteResult.Lost(history.get(write.key())));
    }
    history.publish(List.of(event.get()));
    return Future.succeededFuture(
        new WriteResult.Written(
            new Entry(write.key(), event.get().revision(), event.get().value())));
  }
}
