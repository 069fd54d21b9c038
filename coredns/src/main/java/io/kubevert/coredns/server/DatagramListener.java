package io.kubevert.coredns.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;

/** A UDP socket on the event loop of its context. */
final class DatagramListener {
  private static final long LOOK_MILLIS = 10;
  private static final int MOST_LOOKS = 600;

  private final ContextInternal context;
  private final Channel channel;
  private final DatagramInbound inbound;

  private DatagramListener(ContextInternal context, Channel channel, DatagramInbound inbound) {
    this.context = context;
    this.channel = channel;
    this.inbound = inbound;
  }

  static Future<DatagramListener> bind(
      ContextInternal context, InetSocketAddress address, Responder responder) {
    DatagramInbound inbound = new DatagramInbound(context, responder);
    Promise<DatagramListener> bound = context.promise();
    UdpTransport.bootstrap(context, address.getAddress())
        .handler(inbound)
        .bind(address)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                bound.complete(new DatagramListener(context, done.channel(), inbound));
              } else {
                bound.fail(done.cause());
              }
            });
    return bound.future();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /**
   * Lets no more questions in, answers those that are there, and closes: a close alone would drop
   * what the socket holds.
   */
  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        now -> {
          UdpTransport.turnAway(channel);
          drain(inbound.received(), MOST_LOOKS, closed);
        });
    return closed.future();
  }

  private void drain(long received, int looks, Promise<Void> closed) {
    context.setTimer(
        LOOK_MILLIS,
        timer -> {
          boolean quiet = inbound.open() == 0 && inbound.received() == received;
          if (quiet || looks == 0) {
            channel.close().addListener(done -> closed.complete());
          } else {
            drain(inbound.received(), looks - 1, closed);
          }
        });
  }
}
