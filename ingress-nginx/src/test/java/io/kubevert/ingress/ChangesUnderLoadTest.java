package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Rig.Path;
import io.kubevert.ingress.tls.FakeCertificate;
import io.kubevert.ingress.tls.ServerCertificate;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Routes, certificates and endpoints change, each change in force before the next one is made. */
class ChangesUnderLoadTest {
  private static final int SOCKETS = 1_000;
  private static final int CHANGES = 100;
  private static final int CLIENTS = 8;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger echoed = new AtomicInteger();

  @Test
  void failsNoRequestAndClosesNoWebSocket() throws Exception {
    try (Rig rig = new Rig()) {
      rig.service("web", 2);
      rig.secured("web", "web.test", Map.of("ssl-redirect", "false"), Path.prefix("/", "web"));
      List<WebSocket> sockets = open(rig);
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(keepAsking(rig));
      }
      change(rig);
      over.set(true);
      Rig.await(Future.join(clients));
      Rig.await(Future.all(sockets.stream().map(each -> each.writeTextMessage("alive")).toList()));
      Rig.await(() -> echoed.get() == SOCKETS);
      assertThat(failed).hasValue(0);
      assertThat(closed).hasValue(0);
      assertThat(answered.get()).isGreaterThan(CHANGES);
    }
  }

  private List<WebSocket> open(Rig rig) {
    WebSocketClient client =
        rig.vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(SOCKETS));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(rig.http())
            .putHeader("Host", "web.test");
    List<WebSocket> sockets = new ArrayList<>();
    while (sockets.size() < SOCKETS) {
      List<Future<WebSocket>> some = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        some.add(client.connect(options));
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

  private void change(Rig rig) throws GeneralSecurityException {
    List<ObjectNode> certificates = List.of(secret(), secret());
    Backend third = Backend.start(rig.vertx, "web-3", "127.0.0.4");
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
      Rig.await(() -> rig.controller.snapshot() != before);
    }
    over.set(true);
    rig.removeEndpoint("web", third);
  }

  private static ObjectNode route(int i) {
    return Rig.ingressObject(
        "route-" + i % 40,
        i % 2 == 0 ? "web.test" : "other-" + i % 20 + ".test",
        Map.of("proxy-read-timeout", Integer.toString(10 + i)),
        Path.prefix("/only-" + i, "web"));
  }

  private static ObjectNode secret() throws GeneralSecurityException {
    ServerCertificate certificate = FakeCertificate.create(Clock.systemUTC());
    ObjectNode secret = Rig.object("web-tls").put("type", "kubernetes.io/tls");
    secret
        .putObject("data")
        .put("tls.crt", pem("CERTIFICATE", certificate.chain().getFirst().getEncoded()))
        .put("tls.key", pem("PRIVATE KEY", certificate.key().getEncoded()));
    return secret;
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder().encodeToString(der);
    String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Future<Void> keepAsking(Rig rig) {
    if (over.get()) {
      return Future.succeededFuture();
    }
    return rig.request("web.test", "/", HttpMethod.GET)
        .compose(request -> request.send().compose(Rig::got))
        .transform(
            got -> {
              boolean served = got.succeeded() && got.result().status() == 200;
              (served ? answered : failed).incrementAndGet();
              return Future.succeededFuture();
            })
        .compose(done -> keepAsking(rig));
  }
}
