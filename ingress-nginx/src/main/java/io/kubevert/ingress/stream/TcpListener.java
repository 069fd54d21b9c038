package io.kubevert.ingress.stream;

import io.kubevert.ingress.exchange.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the bytes of each connection on to an endpoint, and back. */
final class TcpListener {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
  private static final int CONNECT_MILLIS = 5_000;
  private static final int IDLE_SECONDS = 600;

  private final StreamService service;
  private final Supplier<List<Endpoint>> endpoints;
  private final NetClient client;
  private int turn;

  private TcpListener(Vertx vertx, StreamService service, Supplier<List<Endpoint>> endpoints) {
    this.service = service;
    this.endpoints = endpoints;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setTcpNoDelay(true));
  }

  static Future<Listener> open(
      Vertx vertx, String host, StreamService service, Supplier<List<Endpoint>> endpoints) {
    TcpListener listener = new TcpListener(vertx, service, endpoints);
    NetServerOptions options =
        new NetServerOptions()
            .setHost(host)
            .setPort(service.port())
            .setUseProxyProtocol(service.decode())
            .setIdleTimeout(IDLE_SECONDS)
            .setTcpNoDelay(true);
    return vertx
        .createNetServer(options)
        .connectHandler(listener::accept)
        .listen()
        .map(server -> () -> Future.join(server.close(), listener.client.close()).mapEmpty());
  }

  private void accept(NetSocket socket) {
    socket.pause();
    List<Endpoint> all = endpoints.get();
    turn = (turn + 1) & Integer.MAX_VALUE;
    connect(all, 0)
        .compose(backend -> introduce(socket, backend).compose(told -> join(socket, backend)))
        .onFailure(
            cause -> {
              LOG.atWarn()
                  .addKeyValue("port", service.port())
                  .addKeyValue("service", service.backend().upstreamName())
                  .addKeyValue("cause", cause.getMessage())
                  .log("a connection could not be passed on");
              socket.close();
            });
  }

  /** Tries each endpoint once: nothing has been sent yet. */
  private Future<NetSocket> connect(List<Endpoint> all, int tried) {
    if (tried == all.size()) {
      return Future.failedFuture("no endpoint can be reached");
    }
    Endpoint endpoint = all.get((turn + tried) % all.size());
    return client
        .connect(endpoint.port(), endpoint.host())
        .recover(cause -> connect(all, tried + 1));
  }

  /** The head of the PROXY protocol, version 1. */
  private Future<Void> introduce(NetSocket socket, NetSocket backend) {
    if (!service.encode()) {
      return Future.succeededFuture();
    }
    SocketAddress from = socket.remoteAddress();
    SocketAddress to = socket.localAddress();
    String family = from.hostAddress().indexOf(':') >= 0 ? "TCP6" : "TCP4";
    return backend.write(
        Buffer.buffer(
            "PROXY %s %s %s %d %d\r\n"
                .formatted(family, from.hostAddress(), to.hostAddress(), from.port(), to.port())));
  }

  /** Until both sides have ended; the end of one is the end for the other. */
  private static Future<Void> join(NetSocket client, NetSocket backend) {
    return Future.join(client.pipeTo(backend), backend.pipeTo(client))
        .transform(
            ended -> Future.join(client.close(), backend.close()).otherwiseEmpty().mapEmpty());
  }
}
