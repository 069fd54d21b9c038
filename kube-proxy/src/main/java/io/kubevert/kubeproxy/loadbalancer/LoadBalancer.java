package io.kubevert.kubeproxy.loadbalancer;

import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.allocation.AllocationController;
import io.kubevert.kubeproxy.loadbalancer.allocation.AllocationEvents;
import io.kubevert.kubeproxy.loadbalancer.announcement.Announcers;
import io.kubevert.kubeproxy.loadbalancer.announcement.BalancerNode;
import io.kubevert.kubeproxy.loadbalancer.announcement.Placement;
import io.kubevert.kubeproxy.loadbalancer.announcement.Placements;
import io.kubevert.kubeproxy.loadbalancer.announcement.Speaker;
import io.kubevert.kubeproxy.loadbalancer.config.ConfigSource;
import io.kubevert.kubeproxy.loadbalancer.membership.Leadership;
import io.kubevert.kubeproxy.loadbalancer.membership.LeaseRecord;
import io.kubevert.kubeproxy.loadbalancer.membership.Membership;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LabelSelector;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedServiceDecoder;
import io.kubevert.kubeproxy.loadbalancer.status.PoolStatuses;
import io.kubevert.kubeproxy.loadbalancer.status.ServiceL2Statuses;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One node's part of the cluster's load balancer. Belongs to one context. */
public final class LoadBalancer {
  private final Informer<BalancedService> services;
  private final Informer<LeaseRecord> leases;
  private final Informer<BalancerNode> nodes;
  private final Informer<Map<String, String>> namespaces;
  private final ConfigSource config;
  private final Membership membership;
  private final Placements placements;
  private final Leadership leadership;
  private final PoolStatuses pools;
  private final AllocationController allocation;
  private final Announcers announcers;
  private final Speaker speaker;
  private final ServiceL2Statuses statuses;

  /**
   * @param flags the pools that flags name
   * @param nodeIps this node's addresses, one a family; addresses are announced on their links
   * @param slices the endpoints of a Service, as they are now
   */
  public LoadBalancer(
      Vertx vertx,
      Context context,
      KubeClient client,
      LoadBalancerConfig flags,
      String node,
      List<InetAddress> nodeIps,
      Function<ObjectKey, List<EndpointSlice>> slices,
      PrometheusRegistry registry) {
    Clock clock = Clock.systemUTC();
    LoadBalancerMetrics metrics = new LoadBalancerMetrics(registry);
    metrics.pools(flags.pools(), pool -> 0);
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
    nodes = new Informer<>(vertx, client, ResourceTypes.NODES, BalancerNode::decode);
    namespaces =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.NAMESPACES,
            object -> LabelSelector.labels(object.path("metadata").path("labels")));
    config = new ConfigSource(vertx, client, flags, metrics, this::configChanged, this::poolSeen);
    announcers =
        new Announcers(vertx, context, nodeIps, metrics, this::claimed, this::linksChanged);
    leadership = new Leadership(client, clock, node, this::lead);
    membership =
        new Membership(
            vertx, client, clock, node, announcers::able, this::membersChanged, leadership::look);
    placements = new Placements(config::current, slices, nodes, membership::alive);
    pools = new PoolStatuses(vertx, client, config::poolObject, leadership::leads);
    allocation =
        new AllocationController(
            vertx,
            client,
            clock,
            new AllocationEvents(new EventRecorder(client, clock, "load-balancer-controller", "")),
            config::current,
            metrics,
            pools,
            services,
            namespace -> namespaces.get(ObjectKey.ofName(namespace)).orElse(Map.of()),
            placements,
            leadership::leads);
    speaker =
        new Speaker(
            vertx,
            node,
            config::current,
            services,
            placements,
            membership::inContact,
            announcers,
            new EventRecorder(client, clock, "load-balancer-speaker", node),
            this::announcedOtherwise);
    metrics.leads(leadership.lease(), leadership::leads);
    metrics.announced(node, speaker::announced);
    statuses =
        new ServiceL2Statuses(
            vertx,
            client,
            node,
            config::namespace,
            services::keys,
            speaker::links,
            this::isOutdated);
    services.onChange(this::serviceChanged);
    leases.onChange(leadership::leaseChanged).onChange(membership::leaseChanged);
    nodes.onChange(this::differs);
    namespaces.onChange(this::differs);
  }

  /** Starts to take part, as soon as the control plane has told everything. */
  public void start() {
    announcers.start();
    Future.all(services.start(), leases.start(), nodes.start(), namespaces.start(), config.start())
        .onSuccess(
            synced -> {
              membership.start();
              statuses.start();
            });
  }

  /** Leaves: the other nodes are told first, so that they take this one's addresses at once. */
  public Future<Void> stop() {
    speaker.stop();
    allocation.stop();
    pools.stop();
    return Future.join(leadership.stop(), membership.stop())
        .eventually(announcers::stop)
        .eventually(
            () ->
                Future.join(
                    services.stop(),
                    leases.stop(),
                    nodes.stop(),
                    namespaces.stop(),
                    config.stop(),
                    statuses.stop()))
        .mapEmpty();
  }

  /** The endpoints of a Service are not what they were. */
  public void endpointsChanged(ObjectKey service) {
    if (services.get(service).isPresent()) {
      allocation.changed(service);
      speaker.changed();
    }
  }

  private void serviceChanged(Change<BalancedService> change) {
    if (!change.before().equals(change.after())) {
      allocation.changed(change.key());
      statuses.changed(change.key());
      speaker.changed();
    }
  }

  /** Nodes' status is written all the time, mostly with nothing new for us. */
  private void differs(Change<?> change) {
    if (!change.before().equals(change.after())) {
      allocation.allChanged();
      speaker.changed();
    }
  }

  private void configChanged() {
    allocation.begin();
    speaker.changed();
  }

  private void lead() {
    allocation.begin();
    statuses.allChanged();
  }

  private void membersChanged() {
    allocation.allChanged();
    speaker.membersChanged();
    statuses.allChanged();
  }

  private void claimed(IpAddress address) {
    speaker.claimed(address);
  }

  private void linksChanged() {
    speaker.changed();
  }

  private void poolSeen(String pool) {
    pools.seen(pool);
  }

  private void announcedOtherwise(ObjectKey service) {
    statuses.changed(service);
  }

  /** Whether the leader removes what a node says of a Service: that node no longer announces it. */
  private boolean isOutdated(ObjectKey key, String node) {
    return leadership.leads()
        && services
            .get(key)
            .filter(
                service ->
                    service.assigned().stream()
                        .map(address -> placements.of(service, address))
                        .anyMatch(
                            placement ->
                                placement instanceof Placement.Announced announced
                                    && announced.node().equals(node)))
            .isEmpty();
  }
}
