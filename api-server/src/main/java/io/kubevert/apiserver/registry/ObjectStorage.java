package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.storage.RangeResult;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.storage.WriteResult;
import io.kubevert.client.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Objects in the store. Futures complete on one context, where the registry lives. */
final class ObjectStorage {
  /** What an object may take, as in etcd. */
  private static final int MOST_BYTES = 3 << 19;

  private final Store store;
  private final Context context;

  ObjectStorage(Store store, Context context) {
    this.store = store;
    this.context = context;
  }

  long revision() {
    return store.revision();
  }

  Optional<Entry> get(Target target) {
    return store.get(target.key());
  }

  /** The object of a key as it is now, if there is one. */
  Optional<ObjectNode> find(String key) {
    return store.get(key).map(entry -> Json.parse(entry.value()));
  }

  /** Every object whose key starts with a prefix, as it is now. */
  List<ObjectNode> all(String prefix) {
    return switch (store.range(prefix, "", 0, 0)) {
      case RangeResult.Page page ->
          page.entries().stream().map(entry -> Json.parse(entry.value())).toList();
      case RangeResult.Ahead _, RangeResult.Compacted _ ->
          throw new IllegalStateException("the newest revision is always there");
    };
  }

  RangeResult range(String prefix, String start, long revision, int limit) {
    return store.range(prefix, start, revision, limit);
  }

  /**
   * @param object not to be touched until the future completes
   */
  Future<WriteResult> create(Target target, ObjectNode object) {
    return onContext(store.create(target.key(), atRevision(object)));
  }

  /**
   * @param object not to be touched until the future completes
   */
  Future<WriteResult> update(Target target, long expected, ObjectNode object) {
    return onContext(store.update(target.key(), expected, atRevision(object)));
  }

  /**
   * @param last the object as its watchers see it go; not to be touched until the future completes
   */
  Future<WriteResult> delete(Target target, long expected, ObjectNode last) {
    return onContext(store.delete(target.key(), expected, atRevision(last)));
  }

  private static LongFunction<byte[]> atRevision(ObjectNode object) {
    return revision -> {
      ObjectMeta.of(object).put("resourceVersion", Long.toString(revision));
      byte[] bytes = Json.bytes(object);
      if (bytes.length > MOST_BYTES) {
        throw new StatusException(Statuses.tooLarge(MOST_BYTES));
      }
      return bytes;
    };
  }

  private <T> Future<T> onContext(Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(result -> context.runOnContext(_ -> promise.handle(result)));
    return promise.future();
  }
}
