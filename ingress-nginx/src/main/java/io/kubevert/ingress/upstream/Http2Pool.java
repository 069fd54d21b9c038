package io.kubevert.ingress.upstream;

import io.kubevert.ingress.option.UpstreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP/2 connections of one event loop to one endpoint. There is another one only when those
 * that are there have no room, since requests of one connection share its system calls.
 */
final class Http2Pool {
  private static final int MOST_CONNECTIONS = 8;
  private static final int MOST_WAITING = 1_024;

  /** Its name in TLS' handshake (RFC 7301, 6). */
  static final String PROTOCOL = "h2";

  private final Vertx vertx;
  private final NetClient client;
  private final ConnectOptions where;
  private final UpstreamOptions options;
  private final IdleLimit<Http2Connection> limit;
  private final List<Http2Connection> connections = new ArrayList<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean connecting;

  private record Waiting(RequestLine line, Promise<BackendRequest> request) {}

  /**
   * @param where to connect, and whether over TLS
   * @param limit is common to all pools of the event loop
   */
  Http2Pool(
      Vertx vertx,
      NetClient client,
      ConnectOptions where,
      UpstreamOptions options,
      IdleLimit<Http2Connection> limit) {
    this.vertx = vertx;
    this.client = client;
    this.where = where;
    this.options = options;
    this.limit = limit;
  }

  /** Gives a request a connection with room for it. */
  Future<BackendRequest> request(RequestLine line, Duration connectTimeout) {
    Optional<Http2Connection> free = free();
    if (free.isPresent()) {
      return Future.succeededFuture(begin(free.get(), line));
    }
    if (waiting.size() >= MOST_WAITING) {
      return Future.failedFuture(
          VertxException.noStackTrace("too many requests wait for a connection to an endpoint"));
    }
    Waiting next = new Waiting(line, Promise.promise());
    waiting.add(next);
    if (!connecting && connections.size() < MOST_CONNECTIONS) {
      connect(connectTimeout);
    }
    long timer = vertx.setTimer(connectTimeout.toMillis(), fired -> giveUp(next));
    return next.request.future().onComplete(begun -> vertx.cancelTimer(timer));
  }

  private void giveUp(Waiting request) {
    waiting.remove(request);
    request.request.tryFail(new TimeoutException("no connection had room in time"));
  }

  private Optional<Http2Connection> free() {
    long now = System.nanoTime();
    for (Http2Connection each : connections) {
      if (each.hasRoom() && !each.isExpired(now)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private Http2Request begin(Http2Connection connection, RequestLine line) {
    limit.remove(connection);
    return connection.begin(line);
  }

  private void connect(Duration timeout) {
    connecting = true;
    client
        .connect(new ConnectOptions(where).setTimeout((int) timeout.toMillis()))
        .compose(socket -> enter(socket, timeout))
        .onComplete(
            connected -> {
              connecting = false;
              if (connected.succeeded()) {
                entered(connected.result(), timeout);
              } else if (connections.isEmpty()) {
                waiting.forEach(each -> each.request.tryFail(connected.cause()));
                waiting.clear();
              }
            });
  }

  private Future<Http2Connection> enter(NetSocket socket, Duration timeout) {
    if (where.isSsl() && !PROTOCOL.equals(socket.applicationLayerProtocol())) {
      socket.close();
      return Future.failedFuture(
          VertxException.noStackTrace("the backend does not agree to speak HTTP/2"));
    }
    Http2Connection connection =
        new Http2Connection(this, options, where.isSsl() ? "https" : "http");
    long timer = vertx.setTimer(timeout.toMillis(), fired -> connection.close());
    return connection
        .enter(BareSocket.pipeline(socket), BareSocket.VERTX)
        .onComplete(greeted -> vertx.cancelTimer(timer));
  }

  private void entered(Http2Connection connection, Duration timeout) {
    if (connection.hasRoom()) {
      connections.add(connection);
    }
    serveWaiting();
    if (!waiting.isEmpty() && connections.size() < MOST_CONNECTIONS) {
      connect(timeout);
    }
  }

  private void serveWaiting() {
    while (!waiting.isEmpty()) {
      Optional<Http2Connection> free = free();
      if (free.isEmpty()) {
        return;
      }
      Waiting next = waiting.remove();
      next.request.complete(begin(free.get(), next.line));
    }
  }

  /**
   * Notes that a connection may take a request more.
   *
   * @param idle whether it carries none
   */
  void hasRoom(Http2Connection connection, boolean idle) {
    if (idle) {
      limit.add(connection);
    }
    serveWaiting();
  }

  /** Notes that a connection takes no more requests. */
  void forget(Http2Connection connection) {
    connections.remove(connection);
    limit.remove(connection);
  }

  /** Ends what has been idle, or there, for too long. */
  void evict() {
    long now = System.nanoTime();
    connections.stream()
        .filter(each -> each.isExpired(now))
        .toList()
        .forEach(Http2Connection::retire);
  }

  boolean isEmpty() {
    return connections.isEmpty() && waiting.isEmpty() && !connecting;
  }
}
