package io.kubevert.ingress.stream;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.option.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connections to the endpoints of Services in turn, and the bytes of a client to and fro. */
public final class Relay {
  private static final int CONNECT_MILLIS = 5_000;

  private final StreamOptions options;
  private final NetClient client;
  private int turn;

  public Relay(Vertx vertx, StreamOptions options) {
    this.options = options;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout((int) options.idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true));
  }

  /** Connects to the next endpoint that can be reached: nothing has been sent to any yet. */
  public Future<NetSocket> connect(List<Endpoint> endpoints) {
    turn = (turn + 1) & Integer.MAX_VALUE;
    return connect(endpoints, turn, 0, System.nanoTime());
  }

  private Future<NetSocket> connect(List<Endpoint> endpoints, int first, int tried, long began) {
    boolean goOn = tried == 0 || options.goOn(tried, System.nanoTime() - began);
    if (tried == endpoints.size() || !goOn) {
      return Future.failedFuture("no endpoint can be reached");
    }
    Endpoint endpoint = endpoints.get((first + tried) % endpoints.size());
    return client
        .connect(endpoint.port(), endpoint.host())
        .recover(cause -> connect(endpoints, first, tried + 1, began));
  }

  /** Connects to one address and says who the client is before anything else. */
  public Future<NetSocket> connect(SocketAddress address, NetSocket socket) {
    return client
        .connect(address)
        .compose(server -> introduce(socket, server).map(introduced -> server));
  }

  /** The head of the PROXY protocol, version 1. */
  static Future<Void> introduce(NetSocket socket, NetSocket server) {
    SocketAddress from = socket.remoteAddress();
    SocketAddress to = socket.localAddress();
    String family = from.hostAddress().indexOf(':') >= 0 ? "TCP6" : "TCP4";
    return server.write(
        Buffer.buffer(
            "PROXY %s %s %s %d %d\r\n"
                .formatted(family, from.hostAddress(), to.hostAddress(), from.port(), to.port())));
  }

  /** Until both sides have ended; the end of one is the end for the other. */
  public static Future<Void> join(NetSocket socket, NetSocket server) {
    return Future.join(socket.pipeTo(server), server.pipeTo(socket))
        .transform(
            ended -> Future.join(socket.close(), server.close()).otherwiseEmpty().mapEmpty());
  }

  public Future<Void> close() {
    return client.close();
  }
}
