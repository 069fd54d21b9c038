package io.kubevert.coredns.server;

import io.kubevert.coredns.corefile.Transport;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The sockets of one address, UDP and TCP on each event loop or TCP alone where TLS or HTTPS is
 * spoken, and what answers behind them all. They let others bind the same address (SO_REUSEPORT),
 * so a successor can be there before they go.
 */
final class Listener {
  private static final int MOST_DRAWS = 8;

  private final Transport transport;
  private final Responder responder;
  private final List<DatagramListener> datagrams = new CopyOnWriteArrayList<>();
  private final List<ConnectionListener> streams = new CopyOnWriteArrayList<>();

  private Listener(ZoneTable table, InetSocketAddress wanted) {
    this.transport = table.service().transport();
    this.responder = new Responder(table, wanted);
  }

  /**
   * Opens them all, or none.
   *
   * @param wanted port 0 takes any
   */
  static Future<Listener> open(EventLoops loops, InetSocketAddress wanted, ZoneTable table) {
    return open(loops, wanted, table, wanted.getPort() == 0 ? MOST_DRAWS : 1);
  }

  /** A port that is drawn for UDP may be in use for TCP; then another is drawn. */
  private static Future<Listener> open(
      EventLoops loops, InetSocketAddress wanted, ZoneTable table, int draws) {
    Listener listener = new Listener(table, wanted);
    return (listener.transport.isSecure()
            ? listener.openSecure(loops, wanted, table.service().tls())
            : listener.openPlain(loops, wanted))
        .map(listener)
        .recover(
            failure ->
                listener
                    .close()
                    .compose(
                        closed ->
                            draws > 1 && failure instanceof IOException
                                ? open(loops, wanted, table, draws - 1)
                                : Future.failedFuture(failure)));
  }

  private Future<Void> openPlain(EventLoops loops, InetSocketAddress wanted) {
    return loops
        .onFirst(context -> bindDatagrams(context, wanted))
        .compose(
            first -> {
              InetSocketAddress actual = new InetSocketAddress(wanted.getAddress(), port());
              responder.at(actual);
              return Future.join(
                  loops.onOthers(context -> bindDatagrams(context, actual)),
                  loops.onEach(context -> bindStreams(context, actual, Optional.empty())));
            })
        .mapEmpty();
  }

  /** A port that the kernel draws is one socket's alone. */
  private Future<Void> openSecure(
      EventLoops loops, InetSocketAddress wanted, Optional<ServerSSLOptions> tls) {
    return wanted.getPort() == 0
        ? loops.onFirst(context -> bindStreams(context, wanted, tls))
        : loops.onEach(context -> bindStreams(context, wanted, tls));
  }

  private Future<Void> bindDatagrams(ContextInternal context, InetSocketAddress address) {
    return DatagramListener.bind(context, address, responder).onSuccess(datagrams::add).mapEmpty();
  }

  private Future<Void> bindStreams(
      ContextInternal context, InetSocketAddress address, Optional<ServerSSLOptions> tls) {
    Future<ConnectionListener> bound =
        transport == Transport.HTTPS
            ? HttpListener.bind(context, address, responder, tls)
            : StreamListener.bind(context, address, responder, tls);
    return bound.onSuccess(streams::add).mapEmpty();
  }

  int port() {
    return datagrams.isEmpty() ? streams.getFirst().port() : datagrams.getFirst().port();
  }

  Transport transport() {
    return transport;
  }

  /** Puts other chains behind the sockets, and another certificate before them. */
  void replace(ZoneTable table) {
    responder.replace(table);
    table.service().tls().ifPresent(tls -> streams.forEach(stream -> stream.secureBy(tls)));
  }

  /** Answers what the sockets hold, then closes them. */
  Future<Void> close() {
    return Future.join(
            Stream.concat(
                    datagrams.stream().map(DatagramListener::close),
                    streams.stream().map(ConnectionListener::close))
                .toList())
        .mapEmpty();
  }
}
