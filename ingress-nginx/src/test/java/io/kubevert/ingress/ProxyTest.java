package io.kubevert.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Rig.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a request and its answer between client and backend. */
class ProxyTest {
  private static final Iterable<String> SESSIONS = List.of("a=1", "b=2");
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  private static Backend backend(String name) {
    return backend(name, Map.of());
  }

  private static Backend backend(String name, Map<String, String> annotations) {
    Backend backend = rig.service(name, 1).getFirst();
    rig.ingress(name, name + ".test", annotations, Path.prefix("/", name));
    return backend;
  }

  @Test
  void tellsTheBackendWhoAsksAndForWhat() {
    Backend backend = backend("headers");
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
    Backend backend = backend("given-id");
    rig.get("given-id.test", "/", Map.of("X-Request-ID", "mine"));
    assertThat(backend.last().header("X-Request-ID")).isEqualTo("mine");
  }

  @ParameterizedTest(name = "{0} with {1} bytes")
  @CsvSource({"POST, 5", "PUT, 300000", "PATCH, 70000", "DELETE, 3"})
  void passesBodies(String method, int size) {
    Backend backend = backend("bodies-" + method.toLowerCase(Locale.ROOT));
    String body = "x".repeat(size);
    Rig.Got got =
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
    backend("answers")
        .answer(
            request ->
                request
                    .response()
                    .setStatusCode(418)
                    .putHeader("Server", "secret/1.0")
                    .putHeader("X-Powered", "tea")
                    .putHeader("Set-Cookie", SESSIONS)
                    .end("short and stout"));
    Rig.Got got = rig.get("answers.test", "/");
    assertThat(got.status()).isEqualTo(418);
    assertThat(got.body()).isEqualTo("short and stout");
    assertThat(got.header("x-powered")).isEqualTo("tea");
    assertThat(got.header("set-cookie")).isEqualTo("a=1\nb=2");
    assertThat(got.header("server")).isNull();
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() {
    backend("head").answer(request -> request.response().putHeader("Content-Length", "1234").end());
    Rig.Got got = rig.send(HttpMethod.HEAD, "head.test", "/", Map.of(), "");
    assertThat(got.header("content-length")).isEqualTo("1234");
    assertThat(got.body()).isEmpty();
  }

  @Test
  void passesEachPieceOfAStreamAsItComes() {
    Promise<Void> firstSeen = Promise.promise();
    backend("stream")
        .answer(
            request -> {
              request.response().setChunked(true).write("data: one\n\n");
              firstSeen.future().onSuccess(seen -> request.response().end("data: two\n\n"));
            });
    Buffer all = Buffer.buffer();
    Rig.await(
        request("stream.test", HttpMethod.GET)
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
    backend("slow-client")
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
            request("slow-client.test", HttpMethod.GET)
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
    backend("socket");
    var options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(rig.http())
            .setURI("/chat")
            .putHeader("Host", "socket.test");
    Promise<String> echoed = Promise.promise();
    Rig.await(
        rig.vertx
            .createWebSocketClient()
            .connect(options)
            .compose(
                socket -> {
                  socket.handler(bytes -> echoed.tryComplete(bytes.toString()));
                  return socket.writeTextMessage("hello").map(socket);
                }));
    assertThat(Rig.await(echoed.future())).isEqualTo("hello");
  }

  @Test
  void triesTheNextEndpointWhereNoConnectionStands() {
    List<Backend> backends = rig.service("half", 2);
    rig.ingress("half", "half.test", Map.of(), Path.prefix("/", "half"));
    backends.getFirst().stop();
    for (int i = 0; i < 6; i++) {
      Rig.Got got = rig.send(HttpMethod.POST, "half.test", "/", Map.of(), "once");
      assertThat(got.body()).isEqualTo("half-2");
    }
    assertThat(backends.getLast().seen).hasSize(6);
  }

  @ParameterizedTest(name = "a {0} whose connection breaks is sent {2} times and answered {1}")
  @CsvSource({"GET, 200, 2", "POST, 502, 1", "PATCH, 502, 1"})
  void repeatsOnlyWhatHasNoEffect(String method, int status, int sent) {
    String name = "break-" + method.toLowerCase(Locale.ROOT);
    AtomicInteger arrivals = new AtomicInteger();
    for (Backend backend : rig.service(name, 2)) {
      backend.answer(
          request -> {
            if (arrivals.incrementAndGet() == 1) {
              request.connection().close();
            } else {
              request.response().end("second");
            }
          });
    }
    rig.ingress(name, name + ".test", Map.of(), Path.prefix("/", name));
    Rig.Got got = rig.send(HttpMethod.valueOf(method), name + ".test", "/", Map.of(), "");
    assertThat(got.status()).isEqualTo(status);
    assertThat(arrivals).hasValue(sent);
  }

  @Test
  void repeatsAReadOnANewConnectionWhereTheKeptOneWasClosed() throws IOException {
    try (ServerSocket pod = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.9"))) {
      Thread.ofVirtual().start(() -> answerOnceOnEachConnection(pod));
      rig.cluster.put(ResourceTypes.SERVICES, Rig.serviceObject("stale"));
      ObjectNode slice = Rig.slice("stale", backend("stale-model"), true, false);
      slice.putArray("ports").addObject().put("name", "http").put("port", pod.getLocalPort());
      ((ObjectNode) slice.path("endpoints").get(0)).putArray("addresses").add("127.0.0.9");
      rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, slice);
      rig.ingress("stale", "stale.test", Map.of(), Path.prefix("/", "stale"));
      for (int i = 0; i < 4; i++) {
        assertThat(rig.get("stale.test", "/").body()).isEqualTo("ok");
      }
      assertThat(rig.send(HttpMethod.POST, "stale.test", "/", Map.of(), "").status())
          .isEqualTo(502);
    }
  }

  /** Promises to keep each connection, and closes it when something more comes. */
  private static void answerOnceOnEachConnection(ServerSocket pod) {
    while (true) {
      try (Socket connection = pod.accept()) {
        connection.getInputStream().read(new byte[8192]);
        connection
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
        connection.getInputStream().read();
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void answers502WhenNoEndpointDoesAnd504WhenItIsTooSlow() {
    backend("dead").stop();
    assertThat(rig.get("dead.test", "/").status()).isEqualTo(502);
    backend("slow", Map.of("proxy-read-timeout", "100ms")).answer(request -> {});
    assertThat(rig.get("slow.test", "/").status()).isEqualTo(504);
  }

  @Test
  void saysContinueOnlyWhenTheBackendCanBeReached() {
    Backend backend = backend("continue");
    Future<Rig.Got> got =
        request("continue.test", HttpMethod.PUT)
            .compose(
                request -> {
                  request.putHeader("Expect", "100-continue").putHeader("Content-Length", "4");
                  request.continueHandler(go -> request.end("body"));
                  request.sendHead();
                  return request.response().compose(Rig::got);
                });
    assertThat(Rig.await(got).status()).isEqualTo(200);
    assertThat(backend.last().body()).isEqualTo("body");
  }

  @Test
  void breaksTheAnswerOffWhenTheBackendDoes() {
    backend("broken")
        .answer(
            request ->
                request
                    .response()
                    .setChunked(true)
                    .write("half")
                    .onSuccess(written -> request.connection().close()));
    Future<Rig.Got> got =
        request("broken.test", HttpMethod.GET).compose(request -> request.send().compose(Rig::got));
    assertThat(Rig.await(got.map("whole").otherwise("broken off"))).isEqualTo("broken off");
  }

  @Test
  void letsTheBackendGoWhenTheClientHasGone() {
    Promise<Void> released = Promise.promise();
    backend("abandoned")
        .answer(
            request -> {
              request.response().setChunked(true).write("first");
              request.connection().closeHandler(closed -> released.tryComplete());
            });
    request("abandoned.test", HttpMethod.GET)
        .compose(
            request ->
                request
                    .send()
                    .onSuccess(
                        response -> response.handler(first -> request.connection().close())));
    Rig.await(released.future());
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
      Rig.Got first = rig.get(name + ".test", "/app");
      String setCookie = first.header("set-cookie");
      assertThat(setCookie)
          .matches(cookieName + "=[0-9a-f]{16}\\|[0-9a-f]{16}; Path=/app; HttpOnly");
      String cookie = setCookie.substring(0, setCookie.indexOf(';'));
      pods.add(first.body());
      for (int i = 0; i < 3; i++) {
        Rig.Got next = rig.get(name + ".test", "/app/x", Map.of("Cookie", cookie));
        assertThat(next.body()).isEqualTo(first.body());
        assertThat(next.header("set-cookie")).isNull();
      }
    }
    assertThat(pods).hasSizeGreaterThan(1);
  }

  @ParameterizedTest(name = "{0} is answered 400")
  @CsvSource({
    "GET / HTTP/1.1",
    "'GET /.. HTTP/1.1\r\nHost: a'",
    "'GET /%00 HTTP/1.1\r\nHost: a'",
    "'GET / HTTP/1.1\r\nHost: a\r\nHost: b'"
  })
  void refusesRequestsThatMeanTwoThings(String head) {
    assertThat(raw(head + "\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  private static String raw(String text) {
    Promise<String> answer = Promise.promise();
    Rig.await(
        rig.vertx
            .createNetClient()
            .connect(rig.http(), "127.0.0.1")
            .compose(
                socket -> {
                  socket.handler(bytes -> answer.tryComplete(bytes.toString()));
                  return socket.write(text);
                }));
    return Rig.await(answer.future());
  }

  private static Future<HttpClientRequest> request(String host, HttpMethod method) {
    return rig.client
        .request(new RequestOptions().setHost("127.0.0.1").setPort(rig.http()).setMethod(method))
        .map(request -> request.authority(HostAndPort.create(host, -1)));
  }
}
