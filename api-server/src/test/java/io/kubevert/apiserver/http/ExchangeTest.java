package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Statuses;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ExchangeTest {

  @Test
  void aBodyThatNeverComesIsNotWaitedFor(Vertx vertx) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(ExchangeTest::read)
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS);
    Promise<String> answer = Promise.promise();
    NetClient client = vertx.createNetClient();
    client
        .connect(server.actualPort(), "127.0.0.1")
        .onSuccess(
            socket -> {
              socket.handler(bytes -> answer.tryComplete(bytes.toString()));
              socket.write("POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{");
            })
        .onFailure(answer::tryFail);

    assertThat(answer.future().await(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 504 ");
    client.close().await(20, TimeUnit.SECONDS);
  }

  private static void read(HttpServerRequest request) {
    Exchange exchange =
        new Exchange(
            request, User.ANONYMOUS, RequestInfo.parse("POST", request.path(), Map.of()), Map.of());
    exchange
        .body(Duration.ofMillis(50))
        .onComplete(
            body -> exchange.text(200, body.toString()),
            failure -> exchange.send(Statuses.of(failure)));
  }
}
