package io.kubevert.benchmarks.ingress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** WebSockets that stay open, one in ten of them over TLS, and say nothing until they are asked. */
final class OpenSockets {
  private static final int SECURED = 10;
  private static final int AT_ONCE = 50;
  private static final long LIMIT_SECONDS = 30;

  private final WebSocketClient client;
  private final List<WebSocket> sockets = new ArrayList<>();

  OpenSockets(Vertx vertx, Proxy proxy, int count) throws Exception {
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxConnections(count)
                .setTrustAll(true)
                .setVerifyHost(false));
    while (sockets.size() < count) {
      List<Future<WebSocket>> some = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        some.add(client.connect(options(proxy, i % SECURED == 0)));
      }
      Future.all(some).await(LIMIT_SECONDS, TimeUnit.SECONDS);
      some.forEach(each -> sockets.add(each.result()));
    }
  }

  private static WebSocketConnectOptions options(Proxy proxy, boolean secured) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(secured ? proxy.https() : proxy.http())
        .setSsl(secured)
        .putHeader("Host", Ports.LIVE_HOST);
  }

  /** How many of them carry a message to the pod and back. */
  int alive() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    for (WebSocket socket : sockets) {
      Promise<String> answer = Promise.promise();
      socket.textMessageHandler(answer::tryComplete);
      answers.add(socket.writeTextMessage("alive").compose(written -> answer.future()));
    }
    Future<?> all = Future.join(answers);
    all.otherwiseEmpty().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return (int) answers.stream().filter(Future::succeeded).count();
  }

  void close() throws Exception {
    client.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
