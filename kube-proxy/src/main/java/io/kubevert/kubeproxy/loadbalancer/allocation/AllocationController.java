package io.kubevert.kubeproxy.loadbalancer.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.loadbalancer.announcement.Placement;
import io.kubevert.kubeproxy.loadbalancer.announcement.Placements;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.Allocator;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.status.PoolStatuses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives Services addresses while this proxy leads, and takes them back; and writes into their
 * status what they have and where it is announced. Belongs to one context.
 *
 * <p>Services' status is the only memory: a new leader starts from it.
 */
public final class AllocationController {
  private static final int CONCURRENCY = 16;

  private final KubeClient client;
  private final Clock clock;
  private final AllocationEvents events;
  private final Supplier<LoadBalancerConfig> config;
  private final LoadBalancerMetrics metrics;
  private final PoolStatuses pools;
  private final Informer<BalancedService> services;
  private final Function<String, Map<String, String>> namespaceLabels;
  private final Placements placements;
  private final BooleanSupplier leads;
  private final WorkQueue<ObjectKey> queue;
  private final Set<ObjectKey> waiting = new HashSet<>();
  private Allocator allocator;

  /**
   * @param namespaceLabels the labels of a namespace
   * @param leads whether this proxy may give addresses now
   */
  public AllocationController(
      Vertx vertx,
      KubeClient client,
      Clock clock,
      AllocationEvents events,
      Supplier<LoadBalancerConfig> config,
      LoadBalancerMetrics metrics,
      PoolStatuses pools,
      Informer<BalancedService> services,
      Function<String, Map<String, String>> namespaceLabels,
      Placements placements,
      BooleanSupplier leads) {
    this.client = client;
    this.clock = clock;
    this.events = events;
    this.config = config;
    this.metrics = metrics;
    this.pools = pools;
    this.services = services;
    this.namespaceLabels = namespaceLabels;
    this.placements = placements;
    this.leads = leads;
    this.allocator = new Allocator(config.get().pools());
    this.queue =
        new WorkQueue<>(
            vertx,
            "load-balancer-addresses",
            CONCURRENCY,
            key -> reconcile(key).onComplete(done -> metrics.updated(done.succeeded())));
  }

  /** A Service is not what it was, or is announced from somewhere else. */
  public void changed(ObjectKey service) {
    queue.add(service);
  }

  /** Everything may be different: nodes, pools, namespaces. */
  public void allChanged() {
    services.keys().forEach(queue::add);
  }

  /** Takes over, or begins anew: who has an address that is still to be had keeps it. */
  public void begin() {
    allocator = new Allocator(config.get().pools());
    waiting.clear();
    events.begin();
    services.values().stream()
        .filter(service -> isOurs(service) && !service.assigned().isEmpty())
        .sorted(Comparator.comparing(BalancedService::key))
        .forEach(this::assign);
    countUsed();
    allChanged();
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
      return service
          .filter(this::hasLeftOver)
          .map(former -> write(former, ServiceStatus.NOTHING, ""))
          .orElseGet(Future::succeededFuture);
    }
    Outcome outcome = assign(service.get());
    countUsed();
    return switch (outcome) {
      case Outcome.Assigned assigned -> assigned(service.get(), assigned);
      case Outcome.Refused(String reason) -> refused(service.get(), reason);
    };
  }

  private Outcome assign(BalancedService service) {
    return allocator.assign(service.claim(namespaceLabels.apply(service.key().namespace())));
  }

  private Future<Void> assigned(BalancedService service, Outcome.Assigned assigned) {
    waiting.remove(service.key());
    Map<IpAddress, Placement> where = new TreeMap<>();
    assigned.addresses().forEach(address -> where.put(address, placements.of(service, address)));
    boolean news = !service.assigned().equals(assigned.addresses());
    return write(service, ServiceStatus.assigned(assigned, where), assigned.pool())
        .onSuccess(
            written -> {
              if (news) {
                events.assigned(service, assigned);
              }
            });
  }

  private Future<Void> refused(BalancedService service, String reason) {
    waiting.add(service.key());
    events.refused(service, reason);
    boolean cleared = !service.assigned().isEmpty();
    return write(service, ServiceStatus.refused(reason), "")
        .onSuccess(
            written -> {
              if (cleared) {
                retryWaiting();
              }
            });
  }

  private void release(ObjectKey key) {
    waiting.remove(key);
    events.forget(key);
    if (allocator.release(key)) {
      countUsed();
      retryWaiting();
    }
  }

  private void retryWaiting() {
    waiting.forEach(queue::add);
  }

  private void countUsed() {
    metrics.pools(config.get().pools(), allocator::inUse);
    pools.counted(config.get().pools(), allocator);
  }

  private Future<Void> write(BalancedService service, ServiceStatus status, String pool) {
    Optional<ObjectNode> statusPatch = status.patch(service, clock.instant());
    Optional<ObjectNode> annotation = PoolAnnotation.patch(service, pool);
    return statusPatch
        .map(patch -> patch(service.key(), "status", patch))
        .orElseGet(Future::succeededFuture)
        .compose(
            written ->
                annotation
                    .map(patch -> patch(service.key(), "", patch))
                    .orElseGet(Future::succeededFuture));
  }

  private Future<Void> patch(ObjectKey service, String subresource, ObjectNode patch) {
    return client
        .patch(ResourceTypes.SERVICES, service, subresource, PatchType.MERGE, patch)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private boolean isOurs(BalancedService service) {
    return service.balanced() && isOurClass(service);
  }

  /** Something that we wrote is in a Service that is of another type now. */
  private boolean hasLeftOver(BalancedService service) {
    return isOurClass(service)
        && (service.conditions().anyOurs()
            || !service.assignedFrom().isEmpty()
            || service.assigned().stream().anyMatch(config.get()::contains));
  }

  private boolean isOurClass(BalancedService service) {
    return service.loadBalancerClass().equals(config.get().loadBalancerClass());
  }
}
