package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class IdleConnectionsTest {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final long PATIENCE_SECONDS = 20;

  @Test
  void aConnectionIsClosedOnceNothingIsAsked(Vertx vertx) throws Exception {
    IdleConnections connections = new IdleConnections(vertx, LIMIT);
    Promise<Void> closed = Promise.promise();
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(
                connection -> {
                  connections.connected(connection);
                  connection.closeHandler(_ -> closed.complete());
                })
            .requestHandler(request -> answerLate(vertx, connections, request));
    connections.start();
    int port = await(server.listen(0, "127.0.0.1")).actualPort();
    HttpClient client = vertx.createHttpClient();

    // It takes several times the limit, and the connection is there still.
    int code =
        await(
            client
                .request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send().map(HttpClientResponse::statusCode)));
    assertThat(code).isEqualTo(200);
    await(closed.future());
    connections.stop();
    await(client.close());
  }

  private static void answerLate(
      Vertx vertx, IdleConnections connections, HttpServerRequest request) {
    connections.requested(request.connection());
    request.response().endHandler(_ -> connections.answered(request.connection()));
    vertx.setTimer(LIMIT.multipliedBy(3).toMillis(), _ -> request.response().end());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
