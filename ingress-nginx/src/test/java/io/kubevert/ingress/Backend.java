package io.kubevert.ingress;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pod's server: remembers what it saw, and answers its name unless it is told otherwise. */
final class Backend {
  private static final int LARGE = 128 * 1024;

  private final String name;
  private final String address;
  private final HttpServer server;
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile Handler<HttpServerRequest> handler = this::answerName;

  /** A request as it arrived. */
  record Seen(String method, String uri, MultiMap headers, String body) {
    String header(String header) {
      return headers.get(header);
    }
  }

  private Backend(Vertx vertx, String name, String address, HttpServerOptions options) {
    this.name = name;
    this.address = address;
    this.server =
        vertx
            .createHttpServer(options.setHost(address).setPort(0))
            .requestHandler(request -> handler.handle(request))
            .webSocketHandler(socket -> socket.handler(socket::write));
  }

  static Backend start(Vertx vertx, String name, String address) {
    return start(
        vertx,
        name,
        address,
        new HttpServerOptions().setMaxInitialLineLength(LARGE).setMaxHeaderSize(LARGE));
  }

  static Backend start(Vertx vertx, String name, String address, HttpServerOptions options) {
    Backend backend = new Backend(vertx, name, address, options);
    Rig.await(backend.server.listen());
    return backend;
  }

  void answer(Handler<HttpServerRequest> answer) {
    handler = answer;
  }

  private void answerName(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              saw(request, body.toString());
              request.response().end(name);
            });
  }

  void saw(HttpServerRequest request, String body) {
    seen.add(new Seen(request.method().name(), request.uri(), request.headers(), body));
  }

  Seen last() {
    return seen.getLast();
  }

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  int port() {
    return server.actualPort();
  }

  void stop() {
    Rig.await(server.close());
  }
}
