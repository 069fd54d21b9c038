package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HopByHop;
import io.kubevert.ingress.upstream.BackendAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Locale;

/** A change of protocol on one connection (RFC 9110, 7.8), as WebSocket begins with. */
final class Upgrade {
  /** The status of an answer that changes the protocol. */
  static final int SWITCHED = 101;

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
  static void askFor(HttpServerRequest client, MultiMap headers) {
    headers.set("Connection", "Upgrade").set("Upgrade", client.getHeader("upgrade"));
  }

  /**
   * Passes bytes both ways until one side ends.
   *
   * @param switched the backend's answer 101
   * @param limit how long nothing may move
   */
  static Future<Void> tunnel(
      Deadlines deadlines, Exchange exchange, BackendAnswer switched, Duration limit) {
    exchange.response().setStatusCode(SWITCHED);
    HopByHop.copyEndToEnd(switched.headers(), exchange.response().headers(), name -> true);
    exchange.response().putHeader("Connection", "Upgrade");
    String protocol = switched.headers().get(HttpHeaders.UPGRADE);
    if (protocol != null) {
      exchange.response().putHeader("Upgrade", protocol);
    }
    exchange.changeAnswerHeaders();
    return exchange
        .request()
        .toNetSocket()
        .compose(client -> join(new Tunnel(deadlines, limit), client, switched))
        .onFailure(cause -> switched.reset());
  }

  /** In the turn that reads the 101, as the next bytes belong to the new protocol. */
  private static Future<Void> join(Tunnel tunnel, NetSocket client, BackendAnswer switched) {
    ((NetSocketInternal) client)
        .channelHandlerContext()
        .pipeline()
        .addBefore("handler", "relay", tunnel.client());
    switched.handOver(tunnel.backend());
    return tunnel.ended();
  }
}
