package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.HostAndPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Questions over UDP. Each socket is connected, so the kernel lets in only the server's packets;
 * has a port that the kernel drew; and carries one question at a time, with an identifier drawn for
 * it. A socket whose answer did not come is closed, so a late one reaches nobody. Belongs to one
 * context.
 */
final class DatagramExchange implements Exchange {
  private static final int LARGEST_ANSWER = 4096;
  private static final int MOST_IDLE = 512;

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final InetSocketAddress server;
  private final Duration timeout;
  private final Duration expire;
  private final int mostIdle;
  private final RandomGenerator random;
  private final Consumer<Boolean> used;
  private final Deque<DatagramFlight> idle = new ArrayDeque<>();
  private long sweeper = -1;
  private boolean closed;

  /**
   * @param mostIdle sockets that are kept; 0 for as many as are sensible
   * @param used told of each question whether it found a socket to use again
   */
  DatagramExchange(
      VertxInternal vertx,
      HostAndPort server,
      Duration timeout,
      Duration expire,
      int mostIdle,
      RandomGenerator random,
      Consumer<Boolean> used) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.server = new InetSocketAddress(InetAddress.ofLiteral(server.host()), server.port());
    this.timeout = timeout;
    this.expire = expire;
    this.mostIdle = mostIdle == 0 ? MOST_IDLE : Math.min(mostIdle, MOST_IDLE);
    this.random = random;
    this.used = used;
  }

  @Override
  public Future<byte[]> ask(byte[] question) {
    int id = random.nextInt(1 << 16);
    Exchange.identify(question, id);
    DatagramFlight free = idle.pollFirst();
    used.accept(free != null);
    Future<DatagramFlight> socket = free == null ? open() : Future.succeededFuture(free);
    return socket.compose(
        flight ->
            flight
                .fly(vertx, question, id, timeout)
                .onComplete(done -> giveBack(flight, done.succeeded())));
  }

  @Override
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(sweeper);
    idle.forEach(DatagramFlight::close);
    idle.clear();
    return Future.succeededFuture();
  }

  private Future<DatagramFlight> open() {
    Promise<DatagramFlight> opened = context.promise();
    DatagramFlight flight = new DatagramFlight(context);
    new Bootstrap()
        .group(context.nettyEventLoop())
        .channelFactory(vertx.transport()::datagramChannel)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_ANSWER))
        .handler(flight)
        .connect(server)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                opened.complete(flight);
              } else {
                opened.fail(new UpstreamException("cannot reach " + server, done.cause()));
              }
            });
    return opened.future();
  }

  private void giveBack(DatagramFlight flight, boolean answered) {
    if (!answered || closed || idle.size() >= mostIdle) {
      flight.close();
      return;
    }
    flight.idleSince(System.nanoTime());
    idle.addFirst(flight);
    if (sweeper == -1) {
      sweeper = vertx.setTimer(Math.max(1, expire.toMillis()), timer -> sweep());
    }
  }

  private void sweep() {
    sweeper = -1;
    long oldest = System.nanoTime() - expire.toNanos();
    while (!idle.isEmpty() && idle.peekLast().isIdleSince(oldest)) {
      idle.removeLast().close();
    }
    if (!idle.isEmpty()) {
      sweeper = vertx.setTimer(Math.max(1, expire.toMillis()), timer -> sweep());
    }
  }
}
