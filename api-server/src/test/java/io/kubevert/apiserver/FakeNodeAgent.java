package io.kubevert.apiserver;

import io.kubevert.apiserver.pki.ClusterPki;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The HTTPS side of a node agent: logs that say what was asked, and a command that echoes. */
final class FakeNodeAgent {
  private static final byte STDIN = 0;
  private static final byte STDOUT = 1;
  private static final byte ERROR = 3;
  private static final byte CLOSE = (byte) 255;

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeNodeAgent(Vertx vertx, ClusterPki pki, String node) throws Exception {
    String directory = pki.of("node-" + node).toString();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(directory + "/tls.crt")
                    .setKeyPath(directory + "/tls.key"))
            .setTrustOptions(new PemTrustOptions().addCertPath(directory + "/ca.crt"))
            .addWebSocketSubProtocol("v5.channel.k8s.io");
    server =
        RunningApiServer.await(
            vertx
                .createHttpServer(options)
                .requestHandler(this::log)
                .webSocketHandler(this::command)
                .listen());
  }

  int port() {
    return server.actualPort();
  }

  /** The paths and queries that were asked for. */
  List<String> requests() {
    return requests;
  }

  private void log(HttpServerRequest request) {
    requests.add(request.uri());
    if (request.path().contains("/waiting/")) {
      request.response().setStatusCode(400).end("container \"web\" is waiting to start");
    } else {
      request.response().end("a line of the log\n");
    }
  }

  private void command(ServerWebSocket socket) {
    requests.add(socket.uri());
    socket.binaryMessageHandler(
        frame -> {
          if (frame.getByte(0) == STDIN && frame.length() > 1) {
            socket.writeBinaryMessage(
                Buffer.buffer().appendByte(STDOUT).appendBuffer(frame, 1, frame.length() - 1));
          } else if (frame.getByte(0) == CLOSE) {
            end(socket);
          }
        });
    if (!socket.uri().contains("stdin=true")) {
      socket.writeBinaryMessage(Buffer.buffer().appendByte(STDOUT).appendString("done\n"));
      end(socket);
    }
  }

  private static void end(ServerWebSocket socket) {
    socket
        .writeBinaryMessage(
            Buffer.buffer()
                .appendByte(ERROR)
                .appendString("{\"metadata\":{},\"status\":\"Success\"}"))
        .onSuccess(_ -> socket.close());
  }
}
