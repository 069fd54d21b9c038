package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Routes, certificates and endpoints change, a few at once, which are in force before the next. */
class ChangesUnderLoadTest {
  private static final int SOCKETS = 1_000;
  private static final int CHANGES = 1_000;
  private static final int AT_ONCE = 10;
  private static final int CLIENTS = 4;

  /** It is in the certificates that change. */
  private static final String HOST = "backend.test";

  /** One WebSocket in so many is over TLS. */
  private static final int SECURED = 10;

  /** Kept: Vert.x closes what is garbage, and its connections with it. */
  private WebSocketClient webSockets;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger echoed = new AtomicInteger();

  @Test
  void failsNoRequestAndClosesNoWebSocket() {
    try (Rig rig = new Rig()) {
      rig.service("web", 2);
      rig.secured(
          "web",
          HOST,
          Map.of(
              "ssl-redirect", "false",
              "enable-access-log", "false",
              // nothing is said on the WebSockets meanwhile, however long that takes
              "proxy-read-timeout", "1h",
              "proxy-send-timeout", "1h"),
          Path.prefix("/", "web"));
      List<WebSocket> sockets = open(rig);
      List<Future<Void>> clients = new ArrayList<>();
      HttpClient handshaking = handshaking(rig);
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(keepAsking(rig, i == 0 ? handshaking : rig.client));
      }
      change(rig);
      over.set(true);
      Rig.await(Future.join(clients));
      Rig.await(Future.all(sockets.stream().map(each -> each.writeTextMessage("alive")).toList()));
      Rig.await(() -> echoed.get() == SOCKETS);
      assertThat(failed).hasValue(0);
      assertThat(closed).hasValue(0);
      assertThat(answered.get()).isGreaterThanOrEqualTo(CHANGES);
    }
  }

  /** Its every request is on a new connection of TLS. */
  private static HttpClient handshaking(Rig rig) {
    return rig.vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setKeepAlive(false));
  }

  private static WebSocketConnectOptions socket(Rig rig, boolean secured) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(secured ? rig.https() : rig.http())
        .setSsl(secured)
        .putHeader("Host", HOST);
  }

  private List<WebSocket> open(Rig rig) {
    webSockets =
        rig.vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxConnections(SOCKETS)
                .setTrustAll(true)
                .setVerifyHost(false));
    List<WebSocket> sockets = new ArrayList<>();
    while (sockets.size() < SOCKETS) {
      List<Future<WebSocket>> some = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        some.add(webSockets.connect(socket(rig, i % SECURED == 0)));
      }
      Rig.await(Future.all(some));
      some.forEach(each -> sockets.add(each.result()));
    }
    sockets.forEach(
        socket -> {
          socket.closeHandler(gone -> closed.incrementAndGet());
          socket.handler(message -> echoed.incrementAndGet());
        });
    return sockets;
  }

  private void change(Rig rig) {
    Backend third = Backend.start(rig.vertx, "web-3", "127.0.0.4");
    try (Pki one = new Pki();
        Pki other = new Pki()) {
      List<ObjectNode> certificates = List.of(secret(one), secret(other));
      for (int i = 0; i < CHANGES; i++) {
        var before = rig.controller.snapshot();
        switch (i % 3) {
          case 0 -> rig.cluster.put(ResourceTypes.INGRESSES, route(i));
          case 1 -> rig.cluster.put(ResourceTypes.SECRETS, certificates.get(i % 2));
          default -> {
            if (i % 2 == 0) {
              rig.addEndpoint("web", third);
            } else {
              rig.removeEndpoint("web", third);
            }
          }
        }
        if (i % AT_ONCE == 0) {
          int soFar = answered.get();
          Rig.await(() -> rig.controller.snapshot() != before);
          Rig.await(() -> answered.get() + failed.get() >= soFar + AT_ONCE);
        }
      }
    }
    over.set(true);
    rig.removeEndpoint("web", third);
  }

  private static ObjectNode route(int i) {
    return Manifests.ingress(
        "route-" + i % 40,
        i % 2 == 0 ? HOST : "other-" + i % 20 + ".test",
        Map.of("proxy-read-timeout", Integer.toString(10 + i)),
        Path.prefix("/only-" + i, "web"));
  }

  private static ObjectNode secret(Pki pki) {
    return Manifests.secret(
            "web-tls", Map.of("tls.crt", pki.pem("backend"), "tls.key", pki.key("backend")))
        .put("type", "kubernetes.io/tls");
  }

  private Future<Void> keepAsking(Rig rig, HttpClient client) {
    if (over.get()) {
      return Future.succeededFuture();
    }
    boolean secured = client != rig.client;
    RequestOptions options =
        new RequestOptions()
            .setServer(
                SocketAddress.inetSocketAddress(secured ? rig.https() : rig.http(), "127.0.0.1"))
            .setHost(HOST);
    return Rig.send(client, options, HOST, Map.of(), "")
        .transform(
            got -> {
              boolean served = got.succeeded() && got.result().status() == 200;
              (served ? answered : failed).incrementAndGet();
              return Future.succeededFuture();
            })
        .compose(done -> keepAsking(rig, client));
  }
}
