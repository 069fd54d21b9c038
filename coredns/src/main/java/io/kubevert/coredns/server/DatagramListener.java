package io.kubevert.coredns.server;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;

/** A UDP socket on the event loop of its context. */
final class DatagramListener {
  private static final long LOOK_MILLIS = 10;
  private static final int MOST_LOOKS = 600;

  private final ContextInternal context;
  private final Datagrams datagrams;

  private DatagramListener(ContextInternal context, Datagrams datagrams) {
    this.context = context;
    this.datagrams = datagrams;
  }

  /** To be called on the context: the socket gets its thread's network namespace. */
  static Future<DatagramListener> bind(
      ContextInternal context, InetSocketAddress address, Responder responder) {
    boolean epoll = context.owner().isNativeTransportEnabled() && Epoll.isAvailable();
    Future<? extends Datagrams> bound =
        epoll
            ? EpollDatagrams.bind(context, address, responder)
            : ChannelDatagrams.bind(context, address, responder);
    return bound.map(datagrams -> new DatagramListener(context, datagrams));
  }

  int port() {
    return datagrams.port();
  }

  /**
   * Lets no more questions in, answers those that are there, and closes: a close alone would drop
   * what the socket holds.
   */
  Future<Void> close() {
    Promise<Void> closed = context.promise();
    context.runOnContext(
        now -> {
          datagrams.turnAway();
          drain(datagrams.received(), MOST_LOOKS, closed);
        });
    return closed.future();
  }

  private void drain(long received, int looks, Promise<Void> closed) {
    context.setTimer(
        LOOK_MILLIS,
        timer -> {
          boolean quiet = datagrams.open() == 0 && datagrams.received() == received;
          if (quiet || looks == 0) {
            datagrams.release().onComplete(closed);
          } else {
            drain(datagrams.received(), looks - 1, closed);
          }
        });
  }
}
