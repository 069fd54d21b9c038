package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.message.StreamFrames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A TCP connection to a server, and the questions that are on their way on it. */
final class StreamFlights {
  private final Vertx vertx;
  private final NetSocket socket;
  private final Duration timeout;
  private final RandomGenerator random;
  private final Map<Integer, Promise<byte[]>> open = new HashMap<>();
  private final StreamFrames frames = new StreamFrames();
  private final Consumer<StreamFlights> whenClosed;
  private boolean closed;

  /** The server closed the connection before it answered. */
  static final class ConnectionClosed extends RuntimeException {
    ConnectionClosed() {
      super("the server closed the connection", null, false, false);
    }
  }

  StreamFlights(
      Vertx vertx,
      NetSocket socket,
      Duration timeout,
      RandomGenerator random,
      Consumer<StreamFlights> whenClosed) {
    this.vertx = vertx;
    this.socket = socket;
    this.timeout = timeout;
    this.random = random;
    this.whenClosed = whenClosed;
    socket.handler(this::receive);
    socket.exceptionHandler(failure -> socket.close());
    socket.closeHandler(ignored -> fail());
  }

  int size() {
    return open.size();
  }

  void close() {
    socket.close();
  }

  Future<byte[]> ask(byte[] question) {
    if (closed) {
      return Future.failedFuture(new ConnectionClosed());
    }
    int id = random.nextInt(1 << 16);
    while (open.containsKey(id)) {
      id = random.nextInt(1 << 16);
    }
    Exchange.identify(question, id);
    Promise<byte[]> promise = Promise.promise();
    open.put(id, promise);
    int key = id;
    long timer = vertx.setTimer(timeout.toMillis(), late -> giveUp(key, promise));
    socket.write(StreamFrames.frame(question));
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** A server that lets one question wait may be gone: later ones get a new connection. */
  private void giveUp(int id, Promise<byte[]> promise) {
    open.remove(id, promise);
    promise.tryFail(
        new UpstreamException(
            "no answer over TCP within " + timeout.toMillis() + " ms: i/o timeout"));
    if (open.isEmpty()) {
      socket.close();
    }
    whenClosed.accept(this);
  }

  private void receive(Buffer arrived) {
    for (byte[] message : frames.receive(arrived)) {
      Promise<byte[]> promise = open.remove(Exchange.identifier(message));
      if (promise != null) {
        promise.tryComplete(message);
      }
    }
  }

  private void fail() {
    closed = true;
    whenClosed.accept(this);
    List<Promise<byte[]>> lost = List.copyOf(open.values());
    open.clear();
    lost.forEach(promise -> promise.tryFail(new ConnectionClosed()));
  }
}
