package io.kubevert.apiserver.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a directory of this host. Every acknowledged write is on disk: one thread takes all
 * writes that wait, decides them in order, and writes them with one sync.
 */
public final class RocksStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
  private static final int WAITING_WRITES = 20_000;
  private static final int GROUP = 1_000;

  private sealed interface Task {
    record Put(Write write, Promise<WriteResult> promise) implements Task {}

    record Compact(long revision, Promise<Void> promise) implements Task {}

    record Close() implements Task {}
  }

  private record Decided(Promise<WriteResult> promise, WriteResult result) {}

  private final RocksFiles files;
  private final long id;
  private final History history;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(WAITING_WRITES);
  private final Thread writer;
  private volatile boolean closed;

  private RocksStore(RocksFiles files, long id, History history) {
    this.files = files;
    this.id = id;
    this.history = history;
    this.writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::write);
  }

  /**
   * Opens the store in a directory, or founds one there. Blocks while it reads.
   *
   * @throws IOException if the directory cannot be used, or if another process has it open
   */
  public static RocksStore open(Path directory) throws IOException {
    RocksFiles files = RocksFiles.open(directory);
    try {
      RocksStore store = new RocksStore(files, files.storeId(), files.load());
      store.writer.start();
      return store;
    } catch (RocksDBException e) {
      files.close();
      throw new IOException("cannot read the store in " + directory + ": " + e.getMessage(), e);
    }
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
    return submit(new Write(StoreEvent.Type.CREATED, key, 0, value));
  }

  @Override
  public Future<WriteResult> update(String key, long expected, LongFunction<byte[]> value) {
    return submit(new Write(StoreEvent.Type.UPDATED, key, expected, value));
  }

  @Override
  public Future<WriteResult> delete(String key, long expected, LongFunction<byte[]> lastValue) {
    return submit(new Write(StoreEvent.Type.DELETED, key, expected, lastValue));
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
  public Future<Void> compact(long revision) {
    Promise<Void> promise = Promise.promise();
    submit(new Task.Compact(revision, promise), promise);
    return promise.future();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      tasks.put(new Task.Close());
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Future<WriteResult> submit(Write write) {
    Promise<WriteResult> promise = Promise.promise();
    submit(new Task.Put(write, promise), promise);
    return promise.future();
  }

  private void submit(Task task, Promise<?> promise) {
    if (closed) {
      promise.fail(new StoreUnavailableException("the store is closed", null));
    } else if (!tasks.offer(task)) {
      promise.fail(
          new StoreUnavailableException(WAITING_WRITES + " writes are waiting already", null));
    }
  }

  private void write() {
    List<Task> group = new ArrayList<>(GROUP);
    boolean open = true;
    try {
      while (open) {
        group.add(tasks.take());
        tasks.drainTo(group, GROUP - 1);
        open = group.stream().noneMatch(Task.Close.class::isInstance);
        commit(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      files.close();
      tasks.forEach(RocksStore::refuse);
    }
  }

  private void commit(List<Task> group) {
    List<StoreEvent> events = new ArrayList<>();
    List<Decided> decided = new ArrayList<>();
    for (Task task : group) {
      switch (task) {
        case Task.Put put -> decide(put, events, decided);
        case Task.Compact compact -> {
          acknowledge(events, decided);
          compact(compact);
        }
        case Task.Close _ -> {}
      }
    }
    acknowledge(events, decided);
  }

  private void decide(Task.Put put, List<StoreEvent> events, List<Decided> decided) {
    Write write = put.write();
    try {
      Optional<StoreEvent> staged = history.stage(write);
      staged.ifPresent(events::add);
      WriteResult result =
          staged
              .<WriteResult>map(
                  event ->
                      new WriteResult.Written(
                          new Entry(write.key(), event.revision(), event.value())))
              .orElseGet(() -> new WriteResult.Lost(history.staged(write.key())));
      decided.add(new Decided(put.promise(), result));
    } catch (RuntimeException e) {
      put.promise().fail(e);
    }
  }

  /** Writes, shows and acknowledges what was decided so far. */
  private void acknowledge(List<StoreEvent> events, List<Decided> decided) {
    try {
      if (!events.isEmpty()) {
        files.append(events);
        history.publish(List.copyOf(events));
      }
      decided.forEach(each -> each.promise().complete(each.result()));
    } catch (RocksDBException e) {
      LOG.atError().addKeyValue("writes", events.size()).setCause(e).log("writing failed");
      history.abandon(events);
      decided.forEach(
          each ->
              each.promise()
                  .fail(new StoreUnavailableException("the store's disk refused the write", e)));
    }
    events.clear();
    decided.clear();
  }

  private void compact(Task.Compact compact) {
    try {
      files.delete(history.compact(compact.revision()), history.compacted());
      compact.promise().complete();
    } catch (RocksDBException e) {
      compact.promise().fail(new StoreUnavailableException("compaction failed", e));
    }
  }

  private static void refuse(Task task) {
    StoreUnavailableException closed = new StoreUnavailableException("the store is closed", null);
    switch (task) {
      case Task.Put put -> put.promise().fail(closed);
      case Task.Compact compact -> compact.promise().fail(closed);
      case Task.Close _ -> {}
    }
  }
}
