package io.kubevert.kubeproxy.loadbalancer.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.Allocator;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Gives Services addresses while this proxy leads, and takes them back. Belongs to one context.
 *
 * <p>Services' status is the only memory: a new leader starts from it.
 */
public final class AllocationController {
  private static final int CONCURRENCY = 16;

  private final KubeClient client;
  private final EventRecorder events;
  private final LoadBalancerConfig config;
  private final LoadBalancerMetrics metrics;
  private final Informer<BalancedService> services;
  private final BooleanSupplier leads;
  private final WorkQueue<ObjectKey> queue;
  private final Set<ObjectKey> waiting = new HashSet<>();
  private final Map<ObjectKey, String> told = new HashMap<>();
  private Allocator allocator;

  /**
   * @param leads whether this proxy may give addresses now
   */
  public AllocationController(
      Vertx vertx,
      KubeClient client,
      EventRecorder events,
      LoadBalancerConfig config,
      LoadBalancerMetrics metrics,
      Informer<BalancedService> services,
      BooleanSupplier leads) {
    this.client = client;
    this.events = events;
    this.config = config;
    this.metrics = metrics;
    this.services = services;
    this.leads = leads;
    this.allocator = new Allocator(config.pools());
    this.queue = new WorkQueue<>(vertx, "load-balancer-addresses", CONCURRENCY, this::reconcile);
  }

  /** A Service is not what it was. */
  public void changed(ObjectKey service) {
    queue.add(service);
  }

  /** Takes over: who has an address keeps it, before anybody else gets one. */
  public void lead() {
    allocator = new Allocator(config.pools());
    waiting.clear();
    told.clear();
    services.values().stream()
        .filter(service -> isOurs(service) && !service.assigned().isEmpty())
        .sorted(Comparator.comparing(BalancedService::key))
        .forEach(service -> allocator.assign(service.claim()));
    services.keys().forEach(queue::add);
  }

  public void stop() {
    queue.close();
  }

  private Future<Void> reconcile(ObjectKey key) {
    if (!leads.getAsBoolean()) {
      return Future.succeededFuture();
    }
    Optional<BalancedService> service = services.get(key);
    if (service.filter(this::isOurs).isEmpty()) {
      release(key);
      return service.filter(this::hasLeftOver).isPresent()
          ? write(service.get(), List.of())
          : Future.succeededFuture();
    }
    Outcome outcome = allocator.assign(service.get().claim());
    metrics.inUse(config.pools(), allocator);
    return switch (outcome) {
      case Outcome.Assigned(Ipv4 address) -> assigned(service.get(), address);
      case Outcome.Refused(String reason) -> refused(service.get(), reason);
    };
  }

  private Future<Void> assigned(BalancedService service, Ipv4 address) {
    waiting.remove(service.key());
    if (service.assigned().equals(List.of(address))) {
      return Future.succeededFuture();
    }
    return write(service, List.of(address))
        .onSuccess(
            written ->
                tell(
                    service,
                    EventRecorder.Type.NORMAL,
                    "IPAllocated",
                    "Assigned IP [\"" + address + "\"]"));
  }

  private Future<Void> refused(BalancedService service, String reason) {
    waiting.add(service.key());
    tell(
        service,
        EventRecorder.Type.WARNING,
        "AllocationFailed",
        "Failed to allocate IP for \"" + service.key() + "\": " + reason);
    return service.assigned().isEmpty()
        ? Future.succeededFuture()
        : write(service, List.of()).onSuccess(cleared -> retryWaiting());
  }

  private void release(ObjectKey key) {
    waiting.remove(key);
    told.remove(key);
    if (allocator.release(key)) {
      metrics.inUse(config.pools(), allocator);
      retryWaiting();
    }
  }

  private void retryWaiting() {
    waiting.forEach(queue::add);
  }

  private Future<Void> write(BalancedService service, List<Ipv4> addresses) {
    ObjectNode patch = Json.object();
    ObjectNode balancer = patch.putObject("status").putObject("loadBalancer");
    if (addresses.isEmpty()) {
      balancer.putNull("ingress");
    }
    for (Ipv4 address : addresses) {
      balancer
          .withArrayProperty("ingress")
          .addObject()
          .put("ip", address.toString())
          .put("ipMode", "VIP");
    }
    return client
        .patch(ResourceTypes.SERVICES, service.key(), "status", PatchType.MERGE, patch)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private void tell(
      BalancedService service, EventRecorder.Type type, String reason, String message) {
    if (!message.equals(told.put(service.key(), message))) {
      events.record(service.reference(), type, reason, message);
    }
  }

  private boolean isOurs(BalancedService service) {
    return service.balanced() && isOurClass(service);
  }

  /** An address of our pools in the status of a Service that is of another type now. */
  private boolean hasLeftOver(BalancedService service) {
    return isOurClass(service) && service.assigned().stream().anyMatch(config::contains);
  }

  private boolean isOurClass(BalancedService service) {
    return service.loadBalancerClass().equals(config.loadBalancerClass());
  }
}
