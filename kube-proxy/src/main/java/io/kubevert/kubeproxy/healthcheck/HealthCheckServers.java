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
import java.util.ArrayList;
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
  private final Map<Integer, Listening> open = new HashMap<>();
  private List<String> addresses = List.of();

  private record Listening(List<String> addresses, List<HttpServer> servers) {}

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
    return Future.join(Set.copyOf(open.keySet()).stream().map(this::close).toList()).mapEmpty();
  }

  private Future<Void> reconcile(int port) {
    Listening now = open.get(port);
    boolean wanted = byPort.containsKey(port);
    if (wanted && now != null && now.addresses().equals(addresses)) {
      return Future.succeededFuture();
    }
    return close(port).compose(closed -> wanted ? listen(port) : Future.succeededFuture());
  }

  private Future<Void> close(int port) {
    Listening closing = open.remove(port);
    return closing == null
        ? Future.succeededFuture()
        : Future.join(closing.servers().stream().map(HttpServer::close).toList()).mapEmpty();
  }

  private Future<Void> listen(int port) {
    Listening opened = new Listening(addresses, new ArrayList<>());
    open.put(port, opened);
    List<Future<HttpServer>> listening = new ArrayList<>();
    for (String address : opened.addresses()) {
      boolean ipv6 = address.indexOf(':') >= 0;
      listening.add(
          vertx
              .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
              .requestHandler(request -> answer(request, port, ipv6))
              .listen(port, address)
              .onSuccess(opened.servers()::add));
    }
    return Future.join(listening)
        .<Void>mapEmpty()
        .recover(failure -> close(port).compose(closed -> complain(port, failure)));
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
