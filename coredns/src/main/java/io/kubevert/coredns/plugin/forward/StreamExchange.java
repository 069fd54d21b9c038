package io.kubevert.coredns.plugin.forward;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Questions over TCP (RFC 7766): connections stay open and carry many questions at once. A question
 * that was on an old connection when the server closed it is asked again on a new one, and once
 * more if that one is closed as well, as by a server that makes room for its successor. Belongs to
 * one context.
 */
final class StreamExchange implements Exchange {
  private static final int MOST_ON_CONNECTION = 128;

  private final Vertx vertx;
  private final NetClient client;
  private final ConnectOptions target;
  private final Duration timeout;
  private final int mostIdle;
  private final RandomGenerator random;
  private final Consumer<Boolean> used;
  private final List<StreamFlights> connections = new ArrayList<>();
  private Future<StreamFlights> connecting;

  /**
   * @param mostIdle connections that are kept without a question on them; 0 for all
   * @param used told of each question whether it found a connection to use again
   */
  StreamExchange(
      Vertx vertx,
      ConnectOptions target,
      NetClientOptions options,
      Duration timeout,
      int mostIdle,
      RandomGenerator random,
      Consumer<Boolean> used) {
    this.vertx = vertx;
    this.target = target;
    this.timeout = timeout;
    this.mostIdle = mostIdle;
    this.random = random;
    this.used = used;
    this.client = vertx.createNetClient(options);
  }

  @Override
  public Future<byte[]> ask(byte[] question) {
    for (StreamFlights connection : connections) {
      if (connection.size() < MOST_ON_CONNECTION) {
        used.accept(true);
        return askOn(connection, question)
            .recover(
                failure ->
                    failure instanceof StreamFlights.ConnectionClosed
                        ? askOnNew(question)
                        : Future.failedFuture(failure));
      }
    }
    used.accept(false);
    return askOnNew(question)
        .recover(
            failure ->
                failure instanceof StreamFlights.ConnectionClosed
                    ? askOnNew(question)
                    : Future.failedFuture(failure));
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  private Future<byte[]> askOnNew(byte[] question) {
    return connect().compose(connection -> askOn(connection, question));
  }

  private Future<byte[]> askOn(StreamFlights connection, byte[] question) {
    return connection.ask(question).onComplete(done -> closeSurplus(connection));
  }

  private void closeSurplus(StreamFlights connection) {
    boolean surplus =
        mostIdle > 0
            && connection.size() == 0
            && connections.stream().filter(other -> other.size() == 0).count() > mostIdle;
    if (surplus) {
      connections.remove(connection);
      connection.close();
    }
  }

  private Future<StreamFlights> connect() {
    if (connecting == null) {
      connecting =
          client
              .connect(target)
              .map(
                  socket -> {
                    StreamFlights connection =
                        new StreamFlights(vertx, socket, timeout, random, connections::remove);
                    connections.add(connection);
                    return connection;
                  })
              .recover(
                  failure ->
                      Future.failedFuture(
                          new UpstreamException(
                              "cannot connect to " + target.getRemoteAddress(), failure)));
      Future<StreamFlights> current = connecting;
      current.onComplete(
          done -> {
            if (connecting == current) {
              connecting = null;
            }
          });
      if (current.isComplete()) {
        connecting = null;
      }
      return current;
    }
    return connecting;
  }
}
