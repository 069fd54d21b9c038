package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a request and its answer between client and backend. */
@ExtendWith(RigExtension.class)
class ProxyTest {
  private static final Iterable<String> SESSIONS = List.of("a=1", "b=2");
  private static Rig rig;

  @Test
  void tellsTheBackendWhoAsksAndForWhat() {
    Backend backend = rig.serve("headers", Map.of());
    rig.get(
        "headers.test:8080",
        "/a%2Fb/../c?d=e",
        Map.of(
            "X-Forwarded-For", "6.6.6.6",
            "X-Forwarded-Proto", "https",
            "X-Real-IP", "6.6.6.6",
            "Proxy", "http://evil",
            "Connection", "X-Secret",
            "X-Secret", "1",
            "X-Kept", "2"));
    Backend.Seen seen = backend.last();
    assertThat(seen.uri()).isEqualTo("/a%2Fb/../c?d=e");
    assertThat(seen.header("Host")).isEqualTo("headers.test:8080");
    assertThat(seen.header("X-Request-ID")).matches("[0-9a-f]{32}");
    assertThat(seen.header("X-Real-IP")).isEqualTo("127.0.0.1");
    assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(seen.header("X-Original-Forwarded-For")).isEqualTo("6.6.6.6");
    assertThat(seen.header("X-Forwarded-Host")).isEqualTo("headers.test:8080");
    assertThat(seen.header("X-Forwarded-Port")).isEqualTo("80");
    assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("http");
    assertThat(seen.header("X-Forwarded-Scheme")).isEqualTo("http");
    assertThat(seen.header("X-Scheme")).isEqualTo("http");
    assertThat(seen.header("X-Kept")).isEqualTo("2");
    assertThat(seen.header("X-Secret")).isNull();
    assertThat(seen.header("Proxy")).isNull();
  }

  @Test
  void keepsARequestIdThatTheClientGives() {
    Backend backend = rig.serve("given-id", Map.of());
    rig.get("given-id.test", "/", Map.of("X-Request-ID", "mine"));
    assertThat(backend.last().header("X-Request-ID")).isEqualTo("mine");
  }

  @ParameterizedTest(name = "{0} with {1} bytes")
  @CsvSource({"POST, 5", "PUT, 300000", "PATCH, 70000", "DELETE, 3"})
  void passesBodies(String method, int size) {
    Backend backend = rig.serve("bodies-" + method.toLowerCase(Locale.ROOT), Map.of());
    String body = "x".repeat(size);
    Got got =
        rig.send(
            HttpMethod.valueOf(method),
            backend.name().replaceAll("-1$", "") + ".test",
            "/",
            Map.of(),
            body);
    assertThat(got.status()).isEqualTo(200);
    assertThat(backend.last().body()).isEqualTo(body);
  }

  @Test
  void passesAnswersAndHidesTheServer() {
    rig.serve("answers", Map.of())
        .answer(
            request ->
                request
                    .response()
                    .setStatusCode(418)
                    .putHeader("Server", "secret/1.0")
                    .putHeader("X-Powered", "tea")
                    .putHeader("Set-Cookie", SESSIONS)
                    .end("short and stout"));
    Got got = rig.get("answers.test", "/");
    assertThat(got.status()).isEqualTo(418);
    assertThat(got.body()).isEqualTo("short and stout");
    assertThat(got.header("x-powered")).isEqualTo("tea");
    assertThat(got.header("set-cookie")).isEqualTo("a=1\nb=2");
    assertThat(got.header("server")).isNull();
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() {
    rig.serve("head", Map.of())
        .answer(request -> request.response().putHeader("Content-Length", "1234").end());
    Got got = rig.send(HttpMethod.HEAD, "head.test", "/", Map.of(), "");
    assertThat(got.header("content-length")).isEqualTo("1234");
    assertThat(got.body()).isEmpty();
  }

  @Test
  void passesEachPieceOfAStreamAsItComes() {
    Promise<Void> firstSeen = Promise.promise();
    rig.serve("stream", Map.of())
        .answer(
            request -> {
              request.response().setChunked(true).write("data: one\n\n");
              firstSeen.future().onSuccess(seen -> request.response().end("data: two\n\n"));
            });
    Buffer all = Buffer.buffer();
    Rig.await(
        rig.request("stream.test", "/", HttpMethod.GET)
            .compose(
                request ->
                    request
                        .send()
                        .compose(
                            response -> {
                              response.handler(
                                  piece -> {
                                    all.appendBuffer(piece);
                                    firstSeen.tryComplete();
                                  });
                              return response.end();
                            })));
    assertThat(all.toString()).isEqualTo("data: one\n\ndata: two\n\n");
  }

  @Test
  void holdsTheBackendBackWhileTheClientDoesNotRead() {
    AtomicInteger written = new AtomicInteger();
    AtomicInteger heldBackAt = new AtomicInteger();
    int piece = 64 * 1024;
    rig.serve("slow-client", Map.of())
        .answer(
            request -> {
              request.response().setChunked(true);
              Runnable write =
                  () -> {
                    while (!request.response().writeQueueFull() && written.get() < 1_000) {
                      request.response().write(Buffer.buffer(new byte[piece]));
                      written.incrementAndGet();
                    }
                    if (written.get() >= 1_000) {
                      request.response().end();
                    }
                  };
              request.response().drainHandler(drained -> write.run());
              write.run();
            });
    long received =
        Rig.await(
            rig.request("slow-client.test", "/", HttpMethod.GET)
                .compose(
                    request ->
                        request
                            .send()
                            .compose(
                                response -> {
                                  response.pause();
                                  Promise<Long> total = Promise.promise();
                                  rig.vertx.setTimer(
                                      300,
                                      fired -> {
                                        heldBackAt.set(written.get());
                                        long[] sum = new long[1];
                                        response.handler(bytes -> sum[0] += bytes.length());
                                        response.endHandler(ended -> total.complete(sum[0]));
                                        response.resume();
                                      });
                                  return total.future();
                                })));
    assertThat(received).isEqualTo(1_000L * piece);
    assertThat(heldBackAt.get()).isLessThan(600);
  }

  @Test
  void carriesWebSocketsBothWays() {
    rig.serve("socket", Map.of());
    var options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(rig.http())
            .setURI("/chat")
            .putHeader("Host", "socket.test");
    Promise<String> echoed = Promise.promise();
    WebSocketClient client = rig.vertx.createWebSocketClient();
    Rig.await(
        client
            .connect(options)
            .compose(
                socket -> {
                  socket.handler(bytes -> echoed.tryComplete(bytes.toString()));
                  return socket.writeTextMessage("hello").map(socket);
                }));
    assertThat(Rig.await(echoed.future())).isEqualTo("hello");
    Rig.await(client.close());
  }

  @Test
  void saysContinueOnlyWhenTheBackendCanBeReached() {
    Backend backend = rig.serve("continue", Map.of());
    Future<Got> got =
        rig.request("continue.test", "/", HttpMethod.PUT)
            .compose(
                request -> {
                  request.putHeader("Expect", "100-continue").putHeader("Content-Length", "4");
                  request.continueHandler(go -> request.end("body"));
                  request.sendHead();
                  return request.response().compose(Got::of);
                });
    assertThat(Rig.await(got).status()).isEqualTo(200);
    assertThat(backend.last().body()).isEqualTo("body");
  }

  @ParameterizedTest(name = "{0} cookies")
  @CsvSource({"balanced, INGRESSCOOKIE", "persistent, route"})
  void keepsASessionOnItsPod(String mode, String cookieName) {
    String name = "sticky-" + mode;
    rig.service(name, 4);
    rig.ingress(
        name,
        name + ".test",
        Map.of("affinity", "cookie", "affinity-mode", mode, "session-cookie-name", cookieName),
        Path.prefix("/app", name));
    Set<String> pods = new HashSet<>();
    for (int session = 0; session < 20; session++) {
      Got first = rig.get(name + ".test", "/app");
      String setCookie = first.header("set-cookie");
      assertThat(setCookie)
          .matches(cookieName + "=[0-9a-f]{16}\\|[0-9a-f]{16}; Path=/app; HttpOnly");
      String cookie = setCookie.substring(0, setCookie.indexOf(';'));
      pods.add(first.body());
      for (int i = 0; i < 3; i++) {
        Got next = rig.get(name + ".test", "/app/x", Map.of("Cookie", cookie));
        assertThat(next.body()).isEqualTo(first.body());
        assertThat(next.header("set-cookie")).isNull();
      }
    }
    assertThat(pods).hasSizeGreaterThan(1);
  }
}
