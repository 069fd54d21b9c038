package io.kubevert.benchmarks.ingress;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pods of a Service that come and go, each on an address of its own. */
final class Pods {
  private static final long LIMIT_SECONDS = 30;
  private static final long GRACE_SECONDS = 5;

  private final Vertx vertx;
  private final Proxy kubevert;
  private final List<Pod> running = new ArrayList<>();
  private int started;

  private record Pod(String address, HttpServer server) {}

  /** Starts some, and tells Kubevert of them. */
  Pods(Vertx vertx, Proxy kubevert, int count) throws Exception {
    this.vertx = vertx;
    this.kubevert = kubevert;
    for (int i = 0; i < count; i++) {
      running.add(start());
    }
    tell(running.stream().map(Pod::address));
  }

  private Pod start() throws Exception {
    String address = "127.0.3." + ++started;
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> request.response().end()))
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .listen(Ports.PODS, address)
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return new Pod(address, server);
  }

  private void tell(Stream<String> endpoints) throws Exception {
    Proxies.command(kubevert, "endpoints " + endpoints.collect(Collectors.joining(" ")));
  }

  /** Adds one more; returns when Kubevert was told. */
  void add() throws Exception {
    running.add(start());
    tell(running.stream().map(Pod::address));
  }

  /**
   * Takes the oldest away, as Kubernetes does it: it is said to end, ends after a while, and is
   * forgotten.
   */
  void endOldest(long afterMillis) throws Exception {
    Pod oldest = running.removeFirst();
    tell(
        Stream.concat(Stream.of(oldest.address + ":draining"), running.stream().map(Pod::address)));
    TimeUnit.MILLISECONDS.sleep(afterMillis);
    oldest.server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    tell(running.stream().map(Pod::address));
  }

  void close() throws Exception {
    for (Pod pod : running) {
      pod.server.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
