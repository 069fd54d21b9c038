package io.kubevert.ingress.upstream;

import io.kubevert.ingress.option.UpstreamOptions;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The connections of one event loop to one endpoint. The one that was used last is used next, so
 * that those that a burst needed fall idle and end.
 */
final class ConnectionPool {
  static final int MOST_CONNECTIONS = 16_384;

  private final NetClient client;
  private final ConnectOptions where;
  private final UpstreamOptions options;
  private final IdleLimit<Http1Connection> limit;
  private final ByteBuf scratch;
  private final Deque<Http1Connection> idle = new ArrayDeque<>();
  private int open;

  /**
   * @param where to connect, and whether over TLS
   * @param limit is common to all pools of the event loop
   * @param scratch is so, too
   */
  ConnectionPool(
      NetClient client,
      ConnectOptions where,
      UpstreamOptions options,
      IdleLimit<Http1Connection> limit,
      ByteBuf scratch) {
    this.client = client;
    this.where = where;
    this.options = options;
    this.limit = limit;
    this.scratch = scratch;
  }

  /** Gives a request a connection: one that is there, else a new one. */
  Future<BackendRequest> request(RequestLine line, Duration connectTimeout) {
    Http1Connection kept = takeIdle();
    if (kept != null) {
      return Future.succeededFuture(kept.begin(line));
    }
    if (open >= MOST_CONNECTIONS) {
      return Future.failedFuture(
          VertxException.noStackTrace("an endpoint has as many connections as it may"));
    }
    open++;
    return client
        .connect(new ConnectOptions(where).setTimeout((int) connectTimeout.toMillis()))
        .transform(
            connected -> {
              if (connected.failed()) {
                open--;
                return Future.failedFuture(connected.cause());
              }
              return Future.succeededFuture(enter(connected.result()).begin(line));
            });
  }

  private Http1Connection takeIdle() {
    long now = System.nanoTime();
    for (Http1Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      limit.remove(next);
      if (next.isUsable(now)) {
        return next;
      }
      next.close();
    }
    return null;
  }

  private Http1Connection enter(NetSocket socket) {
    Http1Connection connection = new Http1Connection(this, options);
    connection.enter(BareSocket.pipeline(socket), BareSocket.VERTX);
    return connection;
  }

  void release(Http1Connection connection) {
    connection.idleFrom(System.nanoTime());
    idle.addFirst(connection);
    limit.add(connection);
  }

  /** Notes that a connection has ended, or is somebody else's now. */
  void forget(Http1Connection connection) {
    open--;
    idle.remove(connection);
    limit.remove(connection);
  }

  /** Ends what has been idle for too long. */
  void evict() {
    long now = System.nanoTime();
    for (Http1Connection each : List.copyOf(idle)) {
      if (!each.isUsable(now)) {
        idle.remove(each);
        each.close();
      }
    }
  }

  ByteBuf scratch() {
    return scratch;
  }

  boolean isEmpty() {
    return open == 0;
  }
}
