package io.kubevert.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a request whose backend cannot be reached, is slow, or breaks off. */
@ExtendWith(RigExtension.class)
class FailingBackendTest {
  private static Rig rig;

  @Test
  void triesTheNextEndpointWhereNoConnectionStands() {
    List<Backend> backends = rig.service("half", 2);
    rig.ingress("half", "half.test", Map.of(), Path.prefix("/", "half"));
    backends.getFirst().stop();
    for (int i = 0; i < 6; i++) {
      Got got = rig.send(HttpMethod.POST, "half.test", "/", Map.of(), "once");
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
    Got got = rig.send(HttpMethod.valueOf(method), name + ".test", "/", Map.of(), "");
    assertThat(got.status()).isEqualTo(status);
    assertThat(arrivals).hasValue(sent);
  }

  @Test
  void repeatsAReadOnANewConnectionWhereTheKeptOneWasClosed() throws IOException {
    try (ServerSocket pod = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.9"))) {
      Thread.ofVirtual().start(() -> answerOnceOnEachConnection(pod));
      rig.endpoint("stale", "127.0.0.9", pod.getLocalPort());
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
    rig.serve("dead", Map.of()).stop();
    assertThat(rig.get("dead.test", "/").status()).isEqualTo(502);
    rig.serve("slow", Map.of("proxy-read-timeout", "100ms")).answer(request -> {});
    assertThat(rig.get("slow.test", "/").status()).isEqualTo(504);
  }

  @Test
  void breaksTheAnswerOffWhenTheBackendDoes() {
    rig.serve("broken", Map.of())
        .answer(
            request ->
                request
                    .response()
                    .setChunked(true)
                    .write("half")
                    .onSuccess(written -> request.connection().close()));
    Future<Got> got =
        rig.request("broken.test", "/", HttpMethod.GET)
            .compose(request -> request.send().compose(Got::of));
    assertThat(Rig.await(got.map("whole").otherwise("broken off"))).isEqualTo("broken off");
  }

  @Test
  void letsTheBackendGoWhenTheClientHasGone() {
    Promise<Void> released = Promise.promise();
    rig.serve("abandoned", Map.of())
        .answer(
            request -> {
              request.response().setChunked(true).write("first");
              request.connection().closeHandler(closed -> released.tryComplete());
            });
    rig.request("abandoned.test", "/", HttpMethod.GET)
        .compose(
            request ->
                request
                    .send()
                    .onSuccess(
                        response -> response.handler(first -> request.connection().close())));
    Rig.await(released.future());
  }

  @Test
  void answers504WhereNoConnectionStandsInTime() throws IOException {
    InetAddress address = InetAddress.getByName("127.0.0.10");
    try (ServerSocket full = new ServerSocket(0, 1, address);
        Socket first = new Socket(address, full.getLocalPort());
        Socket second = new Socket(address, full.getLocalPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      rig.endpoint("full", address.getHostAddress(), full.getLocalPort());
      rig.ingress(
          "full", "full.test", Map.of("proxy-connect-timeout", "200ms"), Path.prefix("/", "full"));
      assertThat(rig.get("full.test", "/").status()).isEqualTo(504);
    }
  }

  @Test
  void answers504WhenTheBackendTakesNothingMore() throws IOException {
    InetAddress address = InetAddress.getByName("127.0.0.11");
    try (ServerSocket deaf = new ServerSocket(0, 8, address)) {
      rig.endpoint("deaf", address.getHostAddress(), deaf.getLocalPort());
      rig.ingress(
          "deaf",
          "deaf.test",
          Map.of("proxy-send-timeout", "2s", "proxy-body-size", "0"),
          Path.prefix("/", "deaf"));
      assertThat(
              rig.send(HttpMethod.POST, "deaf.test", "/", Map.of(), "x".repeat(32 << 20)).status())
          .isEqualTo(504);
    }
  }
}
