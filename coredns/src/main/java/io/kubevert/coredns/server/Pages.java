package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The HTTP pages of plugins; their servers, too, outlive a change of configuration. */
public final class Pages {
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final Map<HostAndPort, HttpServer> servers = new HashMap<>();
  private Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> pages = Map.of();

  public Pages(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Serves these pages, by address and path, and no others. */
  public Future<Void> apply(Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> wanted) {
    List<Future<Void>> opening = new ArrayList<>();
    for (HostAndPort address : wanted.keySet()) {
      if (!servers.containsKey(address)) {
        opening.add(open(address));
      }
    }
    return Future.join(opening)
        .compose(
            opened -> {
              pages = Map.copyOf(wanted);
              return closeAllBut(wanted.keySet());
            });
  }

  public Future<Void> close() {
    return closeAllBut(Set.of());
  }

  /** The port in use for an address, for those who asked for port 0. */
  public int port(HostAndPort address) {
    return servers.get(address).actualPort();
  }

  private Future<Void> closeAllBut(Set<HostAndPort> kept) {
    List<Future<Void>> closing = new ArrayList<>();
    for (HostAndPort address : new HashSet<>(servers.keySet())) {
      if (!kept.contains(address)) {
        closing.add(servers.remove(address).close());
      }
    }
    return Future.join(closing).mapEmpty();
  }

  private Future<Void> open(HostAndPort address) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setReusePort(vertx.isNativeTransportEnabled())
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> serve(address, request))
        .listen()
        .map(server -> servers.put(address, server))
        .<Void>mapEmpty()
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "cannot serve pages on " + address + ": " + failure.getMessage(),
                        failure)));
  }

  private void serve(HostAndPort address, HttpServerRequest request) {
    Consumer<HttpServerRequest> page = pages.getOrDefault(address, Map.of()).get(request.path());
    if (page == null) {
      request.response().setStatusCode(404).end("no such page\n");
    } else {
      page.accept(request);
    }
  }
}
