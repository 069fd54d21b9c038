package io.kubevert.ingress.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.ingress.option.HttpOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections that never get to a request do not live for ever (slowloris). */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ConnectionGuardTest {
  private static final Duration LIMIT = Duration.ofMillis(400);
  private static final Duration NEVER = Duration.ofHours(1);

  /** A server under guard that answers what is asked at /now, and nothing else. */
  private static final class Guarded extends VerticleBase {
    private final HttpOptions options;
    private HttpServer server;

    Guarded(Duration head, Duration idle) {
      options =
          new HttpOptions(
              true,
              false,
              128,
              idle,
              Integer.MAX_VALUE,
              head,
              NEVER,
              new HttpOptions.HeadSize(8192, 8192));
    }

    @Override
    public Future<?> start() {
      ConnectionGuard guard = new ConnectionGuard(vertx, options);
      guard.start();
      server =
          vertx
              .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
              .connectionHandler(guard::opened)
              .requestHandler(
                  request -> {
                    guard.requestBegan(request.connection());
                    if (request.path().equals("/now")) {
                      request
                          .response()
                          .end("now")
                          .onComplete(done -> guard.requestEnded(request.connection()));
                    }
                  });
      return server.listen(0, "127.0.0.1");
    }
  }

  private static Socket connect(Vertx vertx, Duration head, Duration idle) throws Exception {
    Guarded guarded = new Guarded(head, idle);
    vertx.deployVerticle(guarded).await(60, TimeUnit.SECONDS);
    Socket socket = new Socket("127.0.0.1", guarded.server.actualPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void closesAConnectionWhoseRequestTricklesIn(Vertx vertx) throws Exception {
    try (Socket socket = connect(vertx, LIMIT, NEVER)) {
      send(socket, "GET /now HTTP/1.1\r\nHost: a\r\n");
      Thread trickle =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; ; i++) {
                        send(socket, "X-" + i + ": y\r\n");
                        Thread.sleep(50);
                      }
                    } catch (IOException | InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      assertThat(ends(socket)).isTrue();
      trickle.interrupt();
      trickle.join();
    }
  }

  @Test
  void closesAConnectionThatSaysNothingMore(Vertx vertx) throws Exception {
    try (Socket socket = connect(vertx, NEVER, LIMIT)) {
      send(socket, "GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(ends(socket)).isTrue();
    }
  }

  @Test
  void leavesAConnectionWithARequestUnderWayAlone(Vertx vertx) throws Exception {
    try (Socket socket = connect(vertx, LIMIT, LIMIT)) {
      send(socket, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
      socket.setSoTimeout((int) (3 * LIMIT.toMillis()));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static boolean ends(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        continue;
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
