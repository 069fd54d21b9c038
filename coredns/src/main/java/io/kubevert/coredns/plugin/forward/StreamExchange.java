package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private final HostAndPort server;
  private final Duration timeout;
  private final RandomGenerator random;
  private final List<StreamFlights> connections = new ArrayList<>();
  private Future<StreamFlights> connecting;

  StreamExchange(
      Vertx vertx, HostAndPort server, Duration timeout, Duration expire, RandomGenerator random) {
    this.vertx = vertx;
    this.server = server;
    this.timeout = timeout;
    this.random = random;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setTcpNoDelay(true)
                .setIdleTimeout((int) Math.max(1, expire.toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  @Override
  public Future<byte[]> ask(byte[] question) {
    for (StreamFlights connection : connections) {
      if (connection.size() < MOST_ON_CONNECTION) {
        return connection
            .ask(question)
            .recover(
                failure ->
                    failure instanceof StreamFlights.ConnectionClosed
                        ? askOnNew(question)
                        : Future.failedFuture(failure));
      }
    }
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
    return connect().compose(connection -> connection.ask(question));
  }

  private Future<StreamFlights> connect() {
    if (connecting == null) {
      connecting =
          client
              .connect(server.port(), server.host())
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
                          new UpstreamException("cannot connect to " + server, failure)));
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
