package io.kubevert.kubeproxy.loadbalancer;

import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.allocation.AllocationController;
import io.kubevert.kubeproxy.loadbalancer.announcement.Announcer;
import io.kubevert.kubeproxy.loadbalancer.announcement.Speaker;
import io.kubevert.kubeproxy.loadbalancer.membership.Leadership;
import io.kubevert.kubeproxy.loadbalancer.membership.LeaseRecord;
import io.kubevert.kubeproxy.loadbalancer.membership.Membership;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedServiceDecoder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One node's part of the cluster's load balancer. Belongs to one context. */
public final class LoadBalancer {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

  private final Informer<BalancedService> services;
  private final Informer<LeaseRecord> leases;
  private final Informer<ObjectKey> excludedNodes;
  private final Membership membership;
  private final Leadership leadership;
  private final AllocationController allocation;
  private final Announcer announcer;
  private final Speaker speaker;

  /**
   * @param nodeIp an IPv4 address of this node; addresses are announced on its link
   * @param slices the endpoints of a Service, as they are now
   */
  public LoadBalancer(
      Vertx vertx,
      Context context,
      KubeClient client,
      LoadBalancerConfig config,
      String node,
      InetAddress nodeIp,
      Function<ObjectKey, List<EndpointSlice>> slices,
      PrometheusRegistry registry) {
    Clock clock = Clock.systemUTC();
    LoadBalancerMetrics metrics = new LoadBalancerMetrics(registry);
    metrics.pools(config.pools());
    services =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.SERVICES,
            BalancedServiceDecoder::decode,
            BalancedServiceDecoder::isBalanced);
    leases =
        new Informer<>(
            vertx, client, ResourceTypes.LEASES, LeaseRecord::decode, LeaseRecord::isOurs);
    excludedNodes =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.NODES,
            ObjectKey::of,
            object -> object.path("metadata").path("labels").has(EXCLUDED));
    announcer = new Announcer(vertx, context, nodeIp, metrics, this::claimed);
    leadership = new Leadership(client, clock, node, this::lead);
    membership =
        new Membership(
            vertx, client, clock, node, announcer::able, this::nodesChanged, leadership::look);
    allocation =
        new AllocationController(
            vertx,
            client,
            new EventRecorder(client, clock, "load-balancer-controller", ""),
            config,
            metrics,
            services,
            leadership::leads);
    speaker =
        new Speaker(
            vertx,
            node,
            config,
            services,
            slices,
            this::candidates,
            membership::inContact,
            announcer,
            new EventRecorder(client, clock, "load-balancer-speaker", node));
    services.onChange(this::serviceChanged);
    leases.onChange(leadership::leaseChanged).onChange(membership::leaseChanged);
    excludedNodes.onChange(change -> speaker.changed());
  }

  /** Starts to take part, as soon as the control plane has told everything. */
  public void start() {
    announcer.start();
    Future.all(services.start(), leases.start(), excludedNodes.start())
        .onSuccess(synced -> membership.start());
  }

  /** Leaves: the other nodes are told first, so that they take this one's addresses at once. */
  public Future<Void> stop() {
    speaker.stop();
    allocation.stop();
    return Future.join(leadership.stop(), membership.stop())
        .eventually(announcer::stop)
        .eventually(() -> Future.join(services.stop(), leases.stop(), excludedNodes.stop()))
        .mapEmpty();
  }

  /** The endpoints of a Service are not what they were. */
  public void endpointsChanged(ObjectKey service) {
    if (services.get(service).isPresent()) {
      speaker.changed();
    }
  }

  private void serviceChanged(Change<BalancedService> change) {
    if (!change.before().equals(change.after())) {
      allocation.changed(change.key());
      speaker.changed();
    }
  }

  private void lead() {
    allocation.lead();
  }

  private void nodesChanged() {
    speaker.nodesChanged();
  }

  private void claimed(Ipv4 address) {
    speaker.claimed(address);
  }

  private Set<String> candidates() {
    Set<String> candidates = new HashSet<>(membership.alive());
    excludedNodes.keys().forEach(node -> candidates.remove(node.name()));
    return candidates;
  }
}
