package io.kubevert.apiserver.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Keys and values with revisions. Each write gets the next revision; readers see a write only when
 * it is durable. Reading is from memory and never blocks. Safe for use by several threads.
 *
 * <p>Values are made by a function of the revision that they are written at, because objects carry
 * it; the function runs on a thread of the store, once.
 */
public interface Store {

  /** Tells this store from any other that may be put in its place. */
  long id();

  /** The newest durable revision. */
  long revision();

  Optional<Entry> get(String key);

  /**
   * Reads the keys that start with a prefix.
   *
   * @param start the first key to return; empty for the first of the prefix
   * @param revision the state as of this revision; 0 for the newest
   * @param limit how many entries at most; 0 for all
   */
  RangeResult range(String prefix, String start, long revision, int limit);

  /** Writes a key that must not exist. The future fails only when the store cannot write. */
  Future<WriteResult> create(String key, LongFunction<byte[]> value);

  /** Writes a key that must be at a revision. The future fails only when the store cannot write. */
  Future<WriteResult> update(String key, long expectedRevision, LongFunction<byte[]> value);

  /**
   * Deletes a key that must be at a revision. The future fails only when the store cannot write.
   *
   * @param lastValue what the event of the deletion carries
   */
  Future<WriteResult> delete(String key, long expectedRevision, LongFunction<byte[]> lastValue);

  /** What happened to the keys that start with a prefix, after a revision and up to another. */
  Replay since(String prefix, long after, long upTo);

  /**
   * Hears of every write once it is durable, in the order of revisions, one call for each group of
   * writes that became durable together.
   *
   * @param listener called on a thread of the store; it must not block
   * @return ends the subscription
   */
  Runnable subscribe(Consumer<List<StoreEvent>> listener);

  /**
   * Forgets the past up to a revision.
   *
   * @return completes when the space is free to be used again
   */
  Future<Void> compact(long revision);

  /** Completes what was asked for before, and lets go of the disk. Blocks until that is done. */
  void close();
}
