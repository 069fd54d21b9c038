package io.kubevert.apiserver.http;

import io.kubevert.apiserver.registry.ListPage;
import io.kubevert.apiserver.registry.ListQuery;
import io.kubevert.apiserver.registry.ObjectSelector;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Replay;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.watch.Broadcaster;
import io.kubevert.apiserver.watch.Selection;
import io.kubevert.apiserver.watch.WatchLines;
import io.kubevert.apiserver.watch.WatchedEvent;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Opens the stream of a watch: what exists or what happened since, and then what happens. */
final class WatchEndpoint {
  private final Vertx vertx;
  private final Store store;
  private final Registry registry;
  private final Broadcaster broadcaster;
  private final RandomGenerator random;
  private final SharedChunks chunks = new SharedChunks();

  WatchEndpoint(
      Vertx vertx,
      Store store,
      Registry registry,
      Broadcaster broadcaster,
      RandomGenerator random) {
    this.vertx = vertx;
    this.store = store;
    this.registry = registry;
    this.broadcaster = broadcaster;
    this.random = random;
  }

  void watch(Exchange exchange, ServedVersion version, Transformation transformation) {
    ResourceDefinition definition = version.stored();
    WatchQuery query = WatchQuery.of(exchange.query(), random);
    String namespace = definition.type().namespaced() ? exchange.info().namespace() : "";
    ObjectSelector selector = ObjectSelector.of(selectors(exchange), definition);
    Selection selection = new Selection(Target.collection(definition, namespace), selector);
    WatchStream stream =
        new WatchStream(vertx, exchange.response(), version, selection, transformation, chunks);
    if (query.revision() > store.revision()) {
      exchange.send(Statuses.revisionTooLarge(query.revision(), store.revision()));
      return;
    }
    exchange.warn(version.warnings());
    stream.open();
    if (query.initialEvents()) {
      ListPage page = registry.list(definition, namespace, ListQuery.newest(selector));
      stream.initial(
          page.entries().iterator(),
          () -> {
            if (query.endOfInitialEvents()) {
              stream.send(WatchLines.bookmark(version.definition(), page.revision(), true));
            }
            replay(stream, definition, selection, page.revision(), query);
          });
    } else {
      long from = query.revision() == 0 ? store.revision() : query.revision();
      replay(stream, definition, selection, from, query);
    }
  }

  private void replay(
      WatchStream stream,
      ResourceDefinition definition,
      Selection selection,
      long from,
      WatchQuery query) {
    switch (broadcaster.since(selection.keyPrefix(), from)) {
      case Replay.Events past -> {
        past.events().forEach(event -> stream.accept(new WatchedEvent(event)));
        stream.flush();
        join(stream, definition, from, query);
      }
      case Replay.Compacted compacted -> {
        stream.send(WatchLines.error(Statuses.revisionTooOld(from, compacted.oldest())));
        stream.end();
      }
    }
  }

  private void join(
      WatchStream stream, ResourceDefinition definition, long revision, WatchQuery query) {
    Runnable leave = broadcaster.join(Target.prefix(definition), stream);
    stream.live(revision, query, leave);
  }

  /** A watch of one object is one of the collection, narrowed to its name. */
  private static Map<String, String> selectors(Exchange exchange) {
    Map<String, String> query = new LinkedHashMap<>(exchange.query());
    if (!exchange.info().name().isEmpty()) {
      query.merge(
          "fieldSelector",
          "metadata.name=" + exchange.info().name(),
          (given, name) -> given.isEmpty() ? name : given + "," + name);
    }
    return query;
  }
}
