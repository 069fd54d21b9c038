package io.kubevert.ingress.proxy;

import io.kubevert.ingress.option.HttpOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Closes connections on which no whole request has come for too long, however many bytes of one
 * trickle in (slowloris). A connection with a request under way is left alone.
 */
final class ConnectionGuard {
  /** Streams that are open when their connection takes no more of them may end in peace. */
  private static final int LONGEST_STREAM_DAYS = 1;

  private final Vertx vertx;
  private final HttpOptions options;
  private final Map<HttpConnection, Load> connections = new HashMap<>();
  private IntConsumer changes = change -> {};

  private static final class Load {
    private int requests;
    private int served;
    private boolean refused;
    private boolean ending;
    private long idleSince = System.nanoTime();
  }

  ConnectionGuard(Vertx vertx, HttpOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Starts to look after connections. */
  void start() {
    long shortest = Math.min(options.head().toMillis(), options.idle().toMillis());
    vertx.setPeriodic(Math.max(1, shortest / 4), fired -> closeIdle());
  }

  /** Has somebody told of each connection that opens, by 1, and that ends, by -1. */
  ConnectionGuard tellingOf(IntConsumer counter) {
    changes = counter;
    return this;
  }

  void opened(HttpConnection connection) {
    connections.put(connection, new Load());
    changes.accept(1);
    connection.closeHandler(closed -> closed(connection));
  }

  /** Notes that a connection has ended; to be told where its protocol has changed. */
  void closed(HttpConnection connection) {
    if (connections.remove(connection) != null) {
      changes.accept(-1);
    }
  }

  /**
   * Notes that a request has come; closes a connection with far too many at a time.
   *
   * @return whether it may be looked at; not after {@link #refuse}
   */
  boolean requestBegan(HttpConnection connection) {
    Load load = connections.get(connection);
    if (load == null) {
      return true;
    }
    load.requests++;
    load.served++;
    if (load.requests > mostRequests() && !load.refused) {
      load.refused = true;
      connection.close();
    }
    return !load.refused;
  }

  /**
   * Twice the streams that HTTP/2 clients are told of, as requests may outlive the streams they
   * came in. Only a client that never acknowledges the number gets so far.
   */
  private int mostRequests() {
    return 2 * options.streams();
  }

  /** Tells a client, where this is the last request that its connection is good for. */
  void announceEnd(HttpServerRequest request) {
    Load load = connections.get(request.connection());
    if (load == null || load.served != options.requests()) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      request.connection().shutdown(LONGEST_STREAM_DAYS, TimeUnit.DAYS);
    } else {
      load.ending = true;
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Has nothing more that comes on a connection looked at: it may be part of what was refused. */
  void refuse(HttpConnection connection) {
    Load load = connections.get(connection);
    if (load != null) {
      load.refused = true;
    }
  }

  void requestEnded(HttpConnection connection) {
    Load load = connections.get(connection);
    if (load != null) {
      load.requests--;
      load.idleSince = System.nanoTime();
      if (load.ending) {
        connection.close();
      }
    }
  }

  private void closeIdle() {
    long now = System.nanoTime();
    for (Map.Entry<HttpConnection, Load> entry : Map.copyOf(connections).entrySet()) {
      Load load = entry.getValue();
      Duration limit = load.served == 0 ? options.head() : options.idle();
      if (load.requests == 0 && now - load.idleSince > limit.toNanos()) {
        entry.getKey().close();
      }
    }
  }
}
