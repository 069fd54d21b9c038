package io.kubevert.nodeagent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes over the network, against servers on loopback. */
final class NetworkProbeTest {
  private static final long LIMIT_SECONDS = 10;

  private static Vertx vertx;
  private static NetworkProbe probe;
  private static HttpServer server;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    probe = new NetworkProbe(vertx, null);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(NetworkProbeTest::answer)
            .listen()
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void answer(HttpServerRequest request) {
    if (request.path().equals("/grpc.health.v1.Health/Check")) {
      request.body().onSuccess(body -> health(request, body));
    } else if (request.path().equals("/echo-agent")) {
      boolean known = request.getHeader("user-agent").startsWith("kube-probe/");
      request.response().setStatusCode(known ? 200 : 500).end();
    } else if (request.path().startsWith("/status/")) {
      int code = Integer.parseInt(request.path().substring("/status/".length()));
      request.response().setStatusCode(code).end();
    }
    // Any other path is never answered.
  }

  /** Serves "", "good" and "bad", and knows no other. */
  private static void health(HttpServerRequest request, Buffer body) {
    String service = body.length() > 5 ? body.getString(7, body.length()) : "";
    int status = service.equals("bad") ? 2 : 1;
    boolean known = service.isEmpty() || service.equals("good") || service.equals("bad");
    var response = request.response().putHeader("content-type", "application/grpc");
    response.putTrailer("grpc-status", known ? "0" : "5");
    if (known) {
      response.write(
          Buffer.buffer()
              .appendByte((byte) 0)
              .appendInt(2)
              .appendByte((byte) 8)
              .appendByte((byte) status));
    }
    response.end();
  }

  @ParameterizedTest
  @CsvSource({
    "/status/200, ''",
    "/status/399, ''",
    "/status/404, HTTP probe failed with statuscode: 404",
    "/status/500, HTTP probe failed with statuscode: 500",
    "/echo-agent, ''",
    "status/200, ''",
  })
  void httpSucceedsBelow400(String path, String fault) throws Exception {
    Probe http =
        probe()
            .withNewHttpGet()
            .withPath(path)
            .withPort(new IntOrString("http"))
            .endHttpGet()
            .build();
    assertThat(message(http)).isEqualTo(fault);
  }

  @Test
  void aServerThatDoesNotAnswerFailsInTime() throws Exception {
    Probe http =
        probe()
            .withTimeoutSeconds(1)
            .withNewHttpGet()
            .withPath("/silence")
            .withPort(new IntOrString(server.actualPort()))
            .endHttpGet()
            .build();
    assertThat(message(http)).isNotEmpty();
  }

  @Test
  void tcpSucceedsWhereSomethingListens() throws Exception {
    assertThat(message(tcp(server.actualPort()))).isEmpty();
    assertThat(message(tcp(1))).contains("refused");
  }

  private static Probe tcp(int port) {
    return probe().withNewTcpSocket().withPort(new IntOrString(port)).endTcpSocket().build();
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "good, ''",
    "bad, 'service unhealthy (responded with \"NOT_SERVING\")'",
    "other, gRPC status 5",
  })
  void grpcAsksForHealth(String service, String fault) throws Exception {
    Probe grpc =
        probe().withNewGrpc().withPort(server.actualPort()).withService(service).endGrpc().build();
    assertThat(message(grpc)).isEqualTo(fault);
  }

  private static ProbeBuilder probe() {
    return new ProbeBuilder().withTimeoutSeconds(8);
  }

  private static String message(Probe what) throws Exception {
    Container container =
        new ContainerBuilder()
            .withName("main")
            .addNewPort()
            .withName("http")
            .withContainerPort(server.actualPort())
            .endPort()
            .build();
    var target = new ProbeAction.Target("127.0.0.1", container, null);
    return probe.attempt(target, what).await(LIMIT_SECONDS, TimeUnit.SECONDS).message();
  }
}
