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

  /** What a client asks to watch, and as what it wants to see it. */
  private record Wanted(
      ServedVersion version,
      String namespace,
      WatchQuery query,
      Selection selection,
      Transformation transformation) {

    ResourceDefinition definition() {
      return version.stored();
    }
  }

  /**
   * Opens a watch, over a WebSocket if the client asks for one.
   *
   * @param ended told when a WebSocket has ended, whose response tells nobody
   */
  void watch(
      Exchange exchange, ServedVersion version, Transformation transformation, Runnable ended) {
    ResourceDefinition definition = version.stored();
    WatchQuery query = WatchQuery.of(exchange.query(), random);
    String namespace = definition.type().namespaced() ? exchange.info().namespace() : "";
    ObjectSelector selector = ObjectSelector.of(selectors(exchange), definition);
    Selection selection = new Selection(Target.collection(definition, namespace), selector);
    if (query.revision() > store.revision()) {
      exchange.send(Statuses.revisionTooLarge(query.revision(), store.revision()));
      return;
    }
    exchange.warn(version.warnings());
    Wanted wanted = new Wanted(version, namespace, query, selection, transformation);
    if (isWebSocket(exchange)) {
      exchange
          .request()
          .toWebSocket()
          .onComplete(
              socket -> serve(new WebSocketWatchConnection(socket), wanted, ended),
              failure -> {
                ended.run();
                exchange.send(Statuses.of(failure));
              });
    } else {
      serve(new HttpWatchConnection(exchange.response()), wanted, () -> {});
    }
  }

  /** Whether a client wants to go on by a WebSocket. */
  static boolean isWebSocket(Exchange exchange) {
    return "websocket".equalsIgnoreCase(exchange.header("Upgrade"));
  }

  private void serve(WatchConnection connection, Wanted wanted, Runnable ended) {
    WatchStream stream =
        new WatchStream(
            vertx,
            connection,
            wanted.version(),
            wanted.selection(),
            wanted.transformation(),
            chunks,
            ended);
    connection.open();
    WatchQuery query = wanted.query();
    if (query.initialEvents()) {
      ListPage page =
          registry.list(
              wanted.definition(),
              wanted.namespace(),
              ListQuery.newest(wanted.selection().selector()));
      stream.initial(
          page.entries().iterator(),
          () -> {
            if (query.endOfInitialEvents()) {
              stream.send(
                  WatchLines.bookmark(wanted.version().definition(), page.revision(), true));
            }
            replay(stream, wanted, page.revision());
          });
    } else {
      replay(stream, wanted, query.revision() == 0 ? store.revision() : query.revision());
    }
  }

  private void replay(WatchStream stream, Wanted wanted, long from) {
    switch (broadcaster.since(wanted.selection().keyPrefix(), from)) {
      case Replay.Events past -> {
        past.events().forEach(event -> stream.accept(new WatchedEvent(event)));
        stream.flush();
        Runnable leave = broadcaster.join(Target.prefix(wanted.definition()), stream);
        stream.live(from, wanted.query(), leave);
      }
      case Replay.Compacted compacted -> {
        stream.send(WatchLines.error(Statuses.revisionTooOld(from, compacted.oldest())));
        stream.end();
      }
    }
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
