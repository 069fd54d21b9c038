package io.kubevert.ingress.stream;

import io.kubevert.ingress.accesslog.StreamSession;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.option.StreamOptions;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import io.netty.handler.traffic.TrafficCounter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the bytes of each connection on to an endpoint, and back. */
final class TcpListener {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

  private final StreamService service;
  private final Supplier<List<Endpoint>> endpoints;
  private final Relay relay;
  private final Consumer<StreamSession> over;

  private TcpListener(
      StreamService service,
      Supplier<List<Endpoint>> endpoints,
      Relay relay,
      Consumer<StreamSession> over) {
    this.service = service;
    this.endpoints = endpoints;
    this.relay = relay;
    this.over = over;
  }

  /**
   * @param over is told of each connection when it is over
   */
  static Future<Listener> open(
      Vertx vertx,
      String host,
      StreamService service,
      Supplier<List<Endpoint>> endpoints,
      StreamOptions streams,
      Consumer<StreamSession> over) {
    TcpListener listener = new TcpListener(service, endpoints, new Relay(vertx, streams), over);
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
    long began = System.nanoTime();
    TrafficCounter traffic = count(socket);
    Future<NetSocket> connected = relay.connect(endpoints.get());
    connected
        .compose(backend -> introduce(socket, backend).compose(told -> Relay.join(socket, backend)))
        .onComplete(
            ended ->
                over.accept(
                    new StreamSession(
                        socket.remoteAddress(),
                        "TCP",
                        service.port(),
                        service.backend().upstreamName(),
                        Optional.ofNullable(connected.result()).map(TcpListener::address),
                        traffic.cumulativeWrittenBytes(),
                        traffic.cumulativeReadBytes(),
                        System.nanoTime() - began)))
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

  private static String address(NetSocket backend) {
    return new Endpoint(backend.remoteAddress().hostAddress(), backend.remoteAddress().port())
        .toString();
  }

  /** It limits nothing, but knows how much there was. */
  private static TrafficCounter count(NetSocket socket) {
    ChannelTrafficShapingHandler handler = new ChannelTrafficShapingHandler(0);
    ((NetSocketInternal) socket).channelHandlerContext().pipeline().addFirst("traffic", handler);
    return handler.trafficCounter();
  }

  private Future<Void> introduce(NetSocket socket, NetSocket backend) {
    return service.encode() ? Relay.introduce(socket, backend) : Future.succeededFuture();
  }
}
