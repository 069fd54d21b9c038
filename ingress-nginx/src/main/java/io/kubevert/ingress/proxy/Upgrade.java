package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HopByHop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Locale;

/** A change of protocol on one connection (RFC 9110, 7.8), as WebSocket begins with. */
final class Upgrade {
  private Upgrade() {}

  /** Whether a client asks for another protocol. Not for h2c: that is between it and us. */
  static boolean isAskedFor(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_1_1) {
      return false;
    }
    String connection = request.getHeader(HttpHeaders.CONNECTION);
    if (connection == null) {
      return false;
    }
    String protocol = request.getHeader(HttpHeaders.UPGRADE);
    return protocol != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        && !protocol.toLowerCase(Locale.ROOT).startsWith("h2");
  }

  /** Asks the backend for the protocol that the client asks for. */
  static void askFor(HttpServerRequest client, HttpClientRequest backend) {
    backend.putHeader("Connection", "Upgrade").putHeader("Upgrade", client.getHeader("upgrade"));
  }

  /**
   * Passes bytes both ways until one side ends.
   *
   * @param switched the backend's answer 101
   * @param limit how long nothing may come from a side that still can
   */
  static Future<Void> tunnel(
      Deadlines deadlines, Exchange exchange, HttpClientResponse switched, Duration limit) {
    NetSocket backend = switched.netSocket();
    backend.pause();
    exchange.response().setStatusCode(101);
    HopByHop.copyEndToEnd(switched.headers(), exchange.response().headers(), name -> true);
    exchange
        .response()
        .putHeader("Connection", "Upgrade")
        .putHeader("Upgrade", switched.getHeader("upgrade"));
    exchange.changeAnswerHeaders();
    return exchange
        .request()
        .toNetSocket()
        .compose(client -> join(deadlines, client, backend, limit))
        .recover(cause -> backend.close());
  }

  private static Future<Void> join(
      Deadlines deadlines, NetSocket client, NetSocket backend, Duration limit) {
    Future<Void> up =
        new Transfer(deadlines, client, backend, limit).run().eventually(backend::close);
    Future<Void> down =
        new Transfer(deadlines, backend, client, limit).run().eventually(client::close);
    return Future.join(up, down).mapEmpty();
  }
}
