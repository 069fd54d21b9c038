package io.kubevert.ingress.stream;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.option.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the bytes of each connection on to an endpoint, and back. */
final class TcpListener {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

  private final StreamService service;
  private final Supplier<List<Endpoint>> endpoints;
  private final Relay relay;

  private TcpListener(StreamService service, Supplier<List<Endpoint>> endpoints, Relay relay) {
    this.service = service;
    this.endpoints = endpoints;
    this.relay = relay;
  }

  static Future<Listener> open(
      Vertx vertx,
      String host,
      StreamService service,
      Supplier<List<Endpoint>> endpoints,
      StreamOptions streams) {
    TcpListener listener = new TcpListener(service, endpoints, new Relay(vertx, streams));
    NetServerOptions options =
        new NetServerOptions()
            .setHost(host)
            .setPort(service.port())
            .setUseProxyProtocol(service.decode())
            .setIdleTimeout((int) streams.idle().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setTcpNoDelay(true);
    return vertx
        .createNetServer(options)
        .connectHandler(listener::accept)
        .listen()
        .map(server -> () -> Future.join(server.close(), listener.relay.close()).mapEmpty());
  }

  private void accept(NetSocket socket) {
    socket.pause();
    relay
        .connect(endpoints.get())
        .compose(backend -> introduce(socket, backend).compose(told -> Relay.join(socket, backend)))
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

  private Future<Void> introduce(NetSocket socket, NetSocket backend) {
    return service.encode() ? Relay.introduce(socket, backend) : Future.succeededFuture();
  }
}
