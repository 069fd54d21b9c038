package io.kubevert.coredns.server;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The sockets of one address, UDP and TCP on each event loop, and what answers behind them all.
 * They let others bind the same address (SO_REUSEPORT), so a successor can be there before they go.
 */
final class Listener {
  private final Responder responder;
  private final List<DatagramListener> datagrams = new CopyOnWriteArrayList<>();
  private final List<StreamListener> streams = new CopyOnWriteArrayList<>();

  private Listener(Responder responder) {
    this.responder = responder;
  }

  /**
   * Opens them all, or none.
   *
   * @param wanted port 0 takes any
   */
  static Future<Listener> open(EventLoops loops, InetSocketAddress wanted, ZoneTable table) {
    Listener listener = new Listener(new Responder(table));
    return loops
        .onFirst(context -> listener.bindDatagrams(context, wanted))
        .compose(
            first -> {
              InetSocketAddress actual =
                  new InetSocketAddress(wanted.getAddress(), listener.port());
              return Future.join(
                  loops.onOthers(context -> listener.bindDatagrams(context, actual)),
                  loops.onEach(context -> listener.bindStreams(context, actual)));
            })
        .map(listener)
        .recover(failure -> listener.close().compose(closed -> Future.failedFuture(failure)));
  }

  private Future<Void> bindDatagrams(ContextInternal context, InetSocketAddress address) {
    return DatagramListener.bind(context, address, responder).onSuccess(datagrams::add).mapEmpty();
  }

  private Future<Void> bindStreams(ContextInternal context, InetSocketAddress address) {
    return StreamListener.bind(context, address, responder).onSuccess(streams::add).mapEmpty();
  }

  int port() {
    return datagrams.getFirst().port();
  }

  /** Puts other chains behind the sockets. */
  void replace(ZoneTable table) {
    responder.replace(table);
  }

  /** Answers what the sockets hold, then closes them. */
  Future<Void> close() {
    return Future.join(
            Stream.concat(
                    datagrams.stream().map(DatagramListener::close),
                    streams.stream().map(StreamListener::close))
                .toList())
        .mapEmpty();
  }
}
