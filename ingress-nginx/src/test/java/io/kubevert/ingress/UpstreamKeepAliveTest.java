package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How connections to backends are kept, by the options {@code upstream-keepalive-}. */
class UpstreamKeepAliveTest {
  private final Set<Integer> opened = ConcurrentHashMap.newKeySet();
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile Promise<Void> released = Promise.promise();

  @BeforeEach
  void answerAtOnce() {
    released.complete();
  }

  private Rig rig(String protocol, String option, String value) {
    Rig rig = Rig.configured(Map.of("upstream-keepalive-" + option, value));
    Backend backend = rig.service("web", 1).getFirst();
    backend.answer(
        request -> {
          opened.add(request.remoteAddress().port());
          if (open.add(request.connection())) {
            request.connection().closeHandler(closed -> open.remove(request.connection()));
          }
          arrived.incrementAndGet();
          released.future().onSuccess(free -> request.response().end("here"));
        });
    rig.ingress("web", "web.test", Map.of("backend-protocol", protocol), Path.prefix("/", "web"));
    return rig;
  }

  private static void ask(Rig rig) {
    assertThat(rig.get("web.test", "/").body()).isEqualTo("here");
  }

  @ParameterizedTest(name = "{0}, {1} of {2}: {3} requests one by one take {4} connections")
  @CsvSource({
    "HTTP, connections, 320, 5, 1",
    "HTTP, requests, 2, 5, 3",
    "HTTP, requests, 1, 3, 3",
    "GRPC, requests, 2, 5, 3"
  })
  void endsOneAfterSoManyRequests(
      String protocol, String option, String value, int requests, int connections) {
    try (Rig rig = rig(protocol, option, value)) {
      IntStream.range(0, requests).forEach(i -> ask(rig));
      assertThat(opened).hasSize(connections);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"0", "1", "3"})
  void keepsSoManyThatNothingIsAskedOn(int connections) {
    try (Rig rig = rig("HTTP", "connections", Integer.toString(connections))) {
      released = Promise.promise();
      List<Future<Got>> asked =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      rig.request("web.test", "/", HttpMethod.GET)
                          .compose(request -> request.send().compose(Got::of)))
              .toList();
      Rig.await(() -> arrived.get() == 6);
      released.complete();
      asked.forEach(each -> assertThat(Rig.await(each).body()).isEqualTo("here"));
      assertThat(opened).hasSize(6);
      Rig.eventually(() -> assertThat(open).hasSize(connections));
      ask(rig);
      assertThat(opened).hasSize(connections == 0 ? 7 : 6);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"HTTP", "GRPC"})
  void closesOneThatNothingIsAskedOnForLong(String protocol) {
    try (Rig rig = rig(protocol, "timeout", "1")) {
      ask(rig);
      Rig.eventually(() -> assertThat(open).isEmpty());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"HTTP", "GRPC"})
  void closesOneThatIsOldHoweverMuchItIsAsked(String protocol) {
    try (Rig rig = rig(protocol, "time", "1")) {
      Rig.eventually(
          () -> {
            ask(rig);
            assertThat(opened).hasSizeGreaterThan(1);
          });
    }
  }
}
