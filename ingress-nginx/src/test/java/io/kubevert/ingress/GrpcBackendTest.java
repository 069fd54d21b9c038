package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 to backends: streams, their windows, and what becomes of requests when one breaks. */
@ExtendWith(RigExtension.class)
class GrpcBackendTest {
  private static final Map<String, String> GRPC =
      Map.of("backend-protocol", "GRPC", "proxy-connect-timeout", "1");
  private static Rig rig;

  private static Backend serve(String name, HttpServerOptions options) {
    Backend backend = rig.secureService(name, options);
    rig.ingress(name, name + ".test", GRPC, Path.prefix("/", name));
    return backend;
  }

  private static Future<HttpClientRequest> call(String name) {
    return rig.request(name + ".test", "/", HttpMethod.POST);
  }

  @Test
  void opensConnectionsForAsManyStreamsAsTheBackendTakesAndHasTheRestWait() {
    Set<Integer> connections = ConcurrentHashMap.newKeySet();
    AtomicInteger arrived = new AtomicInteger();
    Promise<Void> released = Promise.promise();
    Http2Settings few = new Http2Settings().setMaxConcurrentStreams(2);
    serve("few", new HttpServerOptions().setInitialSettings(few))
        .answer(
            request -> {
              connections.add(request.remoteAddress().port());
              arrived.incrementAndGet();
              released.future().onSuccess(free -> request.response().end("here"));
            });
    List<Future<Got>> calls =
        IntStream.range(0, 20)
            .mapToObj(i -> call("few").compose(request -> request.send("x").compose(Got::of)))
            .toList();
    Rig.await(() -> arrived.get() == 16);
    released.complete();
    calls.forEach(each -> assertThat(Rig.await(each).body()).isEqualTo("here"));
    assertThat(connections).hasSize(8);
  }

  @Test
  void carriesMoreThanAWindowBothWays() {
    serve("large", new HttpServerOptions())
        .answer(request -> request.body().onSuccess(body -> request.response().end(body)));
    String body = "0123456789abcdef".repeat(64 * 1024);
    assertThat(rig.send(HttpMethod.POST, "large.test", "/", Map.of(), body).body()).isEqualTo(body);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"resets", "closes"})
  void tellsOfABackendThatBreaksOffAndAsksItAgain(String how) {
    Backend backend = serve(how, new HttpServerOptions());
    backend.answer(request -> request.end().onSuccess(ended -> breakOff(how, request)));
    assertThat(rig.send(HttpMethod.POST, how + ".test", "/", Map.of(), "x").status())
        .isEqualTo(502);
    backend.answer(request -> request.response().end("here"));
    assertThat(rig.send(HttpMethod.POST, how + ".test", "/", Map.of(), "x").body())
        .isEqualTo("here");
  }

  private static void breakOff(String how, HttpServerRequest request) {
    if (how.equals("resets")) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }

  @Test
  void resetsTheStreamOfAClientThatIsGone() {
    Promise<HttpServerRequest> arrived = Promise.promise();
    Promise<Throwable> reset = Promise.promise();
    serve("gone", new HttpServerOptions())
        .answer(
            request -> {
              request.response().exceptionHandler(reset::tryComplete);
              request.end().onSuccess(ended -> arrived.complete(request));
            });
    HttpClientRequest call = Rig.await(call("gone"));
    call.send("x");
    HttpServerRequest request = Rig.await(arrived.future());
    call.connection().close();
    assertThat(Rig.await(reset.future())).hasMessageContaining("8");
    assertThat(request.response().closed()).isTrue();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"silent, 504", "text, 502"})
  void tellsOfABackendThatDoesNotSpeakIt(String what, int status) {
    RawBackend.Talk talk =
        what.equals("text")
            ? RawBackend.answering("HTTP/1.1 400 Bad Request\r\n\r\n", true)
            : connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    try (RawBackend backend = new RawBackend("127.0.0.3", talk)) {
      rig.endpoint(what, "127.0.0.3", backend.port());
      rig.ingress(what, what + ".test", GRPC, Path.prefix("/", what));
      assertThat(rig.send(HttpMethod.POST, what + ".test", "/", Map.of(), "x").status())
          .isEqualTo(status);
    }
  }
}
