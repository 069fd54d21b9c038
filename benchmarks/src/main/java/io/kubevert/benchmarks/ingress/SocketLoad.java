package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Spread;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Messages to and fro on WebSockets that stay open, by a client and a server of our own. */
final class SocketLoad implements Load {
  private static final int SOCKETS = 64;
  private static final String MESSAGE = "x".repeat(64);
  private static final long LIMIT_SECONDS = 30;

  private final Vertx vertx;

  /** Lives on one event loop each for client and server. */
  SocketLoad(Vertx vertx) throws Exception {
    this.vertx = vertx;
    vertx
        .createHttpServer()
        .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
        .listen(Ports.BACKEND_SOCKET, "127.0.0.1")
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Measurement run(Proxy proxy, int seconds) throws Exception {
    WebSocketClient client =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(SOCKETS));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(proxy.http())
            .putHeader("Host", Ports.SOCKET_HOST);
    List<Future<WebSocket>> opening = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      opening.add(client.connect(options));
    }
    Future.all(opening).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    List<Talk> talks = opening.stream().map(each -> new Talk(each.result())).toList();
    talks.forEach(Talk::begin);
    TimeUnit.SECONDS.sleep(seconds);
    List<Double> millis = new ArrayList<>();
    for (Talk talk : talks) {
      millis.addAll(talk.end().await(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
    client.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    Spread spread = new Spread(millis);
    long silent = talks.stream().filter(talk -> talk.millis.isEmpty()).count();
    return Measurement.of(
        (double) millis.size() / seconds,
        spread.median(),
        spread.percentile(99),
        spread.percentile(99.9),
        silent);
  }

  /** One socket: the next message goes out when the last one has come back. */
  private static final class Talk {
    private final WebSocket socket;
    private final List<Double> millis = new ArrayList<>();
    private long sent;
    private boolean over;

    Talk(WebSocket socket) {
      this.socket = socket;
      socket.textMessageHandler(this::receive);
    }

    void begin() {
      sent = System.nanoTime();
      socket.writeTextMessage(MESSAGE);
    }

    private void receive(String message) {
      millis.add((System.nanoTime() - sent) / 1e6);
      if (!over) {
        begin();
      }
    }

    /** Ends when the socket is closed, after which nothing more is added. */
    Future<List<Double>> end() {
      over = true;
      return socket.close().map(List.copyOf(millis));
    }
  }
}
