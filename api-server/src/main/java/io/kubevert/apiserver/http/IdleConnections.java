package io.kubevert.apiserver.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections on which nothing was asked for a while; a request that takes long, as a watch
 * does, counts as long as it takes. Belongs to one context.
 */
final class IdleConnections {
  private static final int LOOKS_PER_LIMIT = 4;
  private static final long FAREWELL_SECONDS = 1;

  private final Vertx vertx;
  private final long limitNanos;
  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private long timer = -1;

  private static final class Use {
    private int requests;
    private long since = System.nanoTime();
  }

  /**
   * @param limit how long nothing may be asked, give or take a quarter
   */
  IdleConnections(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limitNanos = limit.toNanos();
  }

  void start() {
    long period = TimeUnit.NANOSECONDS.toMillis(limitNanos) / LOOKS_PER_LIMIT;
    timer = vertx.setPeriodic(Math.max(1, period), _ -> closeIdle());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  void connected(HttpConnection connection) {
    uses.put(connection, new Use());
  }

  /** The connection is gone, or has become something else than one for requests. */
  void forget(HttpConnection connection) {
    uses.remove(connection);
  }

  void requested(HttpConnection connection) {
    uses.computeIfPresent(
        connection,
        (_, use) -> {
          use.requests++;
          return use;
        });
  }

  void answered(HttpConnection connection) {
    uses.computeIfPresent(
        connection,
        (_, use) -> {
          use.requests--;
          use.since = System.nanoTime();
          return use;
        });
  }

  private void closeIdle() {
    long now = System.nanoTime();
    List<HttpConnection> idle =
        uses.entrySet().stream()
            .filter(entry -> entry.getValue().requests <= 0)
            .filter(entry -> now - entry.getValue().since > limitNanos)
            .map(Map.Entry::getKey)
            .toList();
    idle.forEach(
        connection -> {
          forget(connection);
          connection.shutdown(FAREWELL_SECONDS, TimeUnit.SECONDS);
        });
  }
}
