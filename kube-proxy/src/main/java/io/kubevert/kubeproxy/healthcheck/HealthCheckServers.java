package io.kubevert.kubeproxy.healthcheck;

import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Listens on the {@code healthCheckNodePort} of each Service that has one, at the addresses of node
 * ports, and answers whatever is asked. Belongs to one context.
 */
public final class HealthCheckServers {
  private static final int CONCURRENCY = 16;
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final String nodeName;
  private final BooleanSupplier proxyHealthy;
  private final EventRecorder events;
  private final WorkQueue<Integer> ports;
  private final Map<ObjectKey, LocalEndpoints> byService = new HashMap<>();
  private final Map<Integer, LocalEndpoints> byPort = new HashMap<>();

  /** By port, then by address. */
  private final Map<Integer, Map<String, HttpServer>> open = new HashMap<>();

  private List<String> addresses = List.of();

  /**
   * @param proxyHealthy whether what is sent to this node would reach an endpoint
   * @param events told of ports that cannot be listened on
   */
  public HealthCheckServers(
      Vertx vertx, String nodeName, BooleanSupplier proxyHealthy, EventRecorder events) {
    this.vertx = vertx;
    this.nodeName = nodeName;
    this.proxyHealthy = proxyHealthy;
    this.events = events;
    this.ports = new WorkQueue<>(vertx, "health-check-node-ports", CONCURRENCY, this::reconcile);
  }

  /** Says at which addresses to listen from now on. */
  public void listenAt(List<String> nodePortIps) {
    addresses = List.copyOf(nodePortIps);
    byPort.keySet().forEach(ports::add);
  }

  /** Says what to answer for a Service from now on; empty if nobody may ask. */
  public void update(ObjectKey service, Optional<LocalEndpoints> now) {
    LocalEndpoints before = byService.remove(service);
    if (before != null) {
      byPort.remove(before.port(), before);
      ports.add(before.port());
    }
    now.ifPresent(
        endpoints -> {
          byService.put(service, endpoints);
          byPort.put(endpoints.port(), endpoints);
          ports.add(endpoints.port());
        });
  }

  public Future<Void> close() {
    ports.close();
    return Future.join(
            Set.copyOf(open.keySet()).stream().map(port -> close(port, List.of())).toList())
        .mapEmpty();
  }

  /** Leaves alone what stays, since it may be answering. */
  private Future<Void> reconcile(int port) {
    List<String> wanted = byPort.containsKey(port) ? addresses : List.of();
    return close(port, wanted).compose(closed -> listen(port, wanted));
  }

  private Future<Void> close(int port, List<String> wanted) {
    Map<String, HttpServer> servers = open.getOrDefault(port, Map.of());
    List<Future<Void>> closing =
        Set.copyOf(servers.keySet()).stream()
            .filter(address -> !wanted.contains(address))
            .map(address -> servers.remove(address).close())
            .toList();
    if (servers.isEmpty()) {
      open.remove(port);
    }
    return Future.join(closing).mapEmpty();
  }

  private Future<Void> listen(int port, List<String> wanted) {
    List<Future<HttpServer>> listening =
        wanted.stream()
            .filter(address -> !open.getOrDefault(port, Map.of()).containsKey(address))
            .map(address -> listen(port, address))
            .toList();
    return Future.join(listening).<Void>mapEmpty().recover(failure -> complain(port, failure));
  }

  private Future<HttpServer> listen(int port, String address) {
    boolean ipv6 = address.indexOf(':') >= 0;
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(request -> answer(request, port, ipv6))
        .listen(port, address)
        .onSuccess(
            server -> open.computeIfAbsent(port, none -> new HashMap<>()).put(address, server));
  }

  private void answer(HttpServerRequest request, int port, boolean ipv6) {
    LocalEndpoints endpoints = byPort.get(port);
    if (endpoints == null) {
      request.response().setStatusCode(404).end("no Service has this health check port\n");
    } else {
      new HealthCheckAnswer(endpoints.service(), endpoints.count(ipv6), proxyHealthy.getAsBoolean())
          .send(request.response());
    }
  }

  /** Tells the Service's user, and fails, to be tried again. */
  private Future<Void> complain(int port, Throwable failure) {
    LocalEndpoints endpoints = byPort.get(port);
    if (endpoints != null) {
      events.record(
          Json.object()
              .put("apiVersion", ResourceTypes.SERVICES.apiVersion())
              .put("kind", ResourceTypes.SERVICES.kind())
              .set(
                  "metadata",
                  Json.object()
                      .put("namespace", endpoints.service().namespace())
                      .put("name", endpoints.service().name())),
          EventRecorder.Type.WARNING,
          "FailedToStartServiceHealthcheck",
          "node %s failed to start healthcheck \"%s\" on port %d: %s"
              .formatted(nodeName, endpoints.service(), port, failure.getMessage()));
    }
    return Future.failedFuture(failure);
  }
}
