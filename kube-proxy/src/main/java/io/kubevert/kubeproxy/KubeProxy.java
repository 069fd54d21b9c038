package io.kubevert.kubeproxy;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.health.HealthServer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.FlowReconciler;
import io.kubevert.kubeproxy.conntrack.StaleFlows;
import io.kubevert.kubeproxy.health.DebugPages;
import io.kubevert.kubeproxy.health.HealthzServer;
import io.kubevert.kubeproxy.health.NoLocalEndpoints;
import io.kubevert.kubeproxy.health.ProxyHealth;
import io.kubevert.kubeproxy.health.ProxyMetrics;
import io.kubevert.kubeproxy.healthcheck.HealthCheckServers;
import io.kubevert.kubeproxy.healthcheck.LocalEndpoints;
import io.kubevert.kubeproxy.loadbalancer.LoadBalancer;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.nftables.KernelNftables;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.SyncRunner;
import io.kubevert.kubeproxy.sync.Tables;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards what is sent to Services' addresses, on one node: in the network namespace of the Vert.x
 * that it is deployed on.
 *
 * <p>It starts without touching a packet: the first write replaces the table in one transaction,
 * once the control plane has told everything. When it stops, the rules stay.
 */
public final class KubeProxy extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(KubeProxy.class);
  private static final long SWEEP_DELAY_MILLIS = 1_500;
  private static final long REPAIR_MILLIS = 100;
  private static final long FOLLOW_MILLIS = 2_000;
  private static final long FLOWS_MILLIS = 10_000;

  private final KubeProxyConfig config;
  private final ControlPlane controlPlane;
  private final Supplier<Nftables> nftables;
  private final Runnable loaded;
  private final Clock clock = Clock.systemUTC();
  private final ProxyMetrics metrics = new ProxyMetrics(clock);
  private final List<NoLocalEndpoints> noLocalEndpoints =
      Stream.of(Family.values()).map(NoLocalEndpoints::new).toList();
  private final ProgrammedServices programmed = new ProgrammedServices(clock, metrics::programmed);
  private ClusterView cluster;
  private ServiceRanges ranges;
  private TableThread tables;
  private SyncRunner runner;
  private FlowReconciler flows;
  private HealthCheckServers healthChecks;
  private NodePortPlaces nodePorts;
  private Optional<LoadBalancer> loadBalancer = Optional.empty();
  private HealthzServer healthz;
  private HealthServer metricsServer;
  private int healthzPort;
  private int metricsPort;
  private long lastWritten;

  public KubeProxy(KubeProxyConfig config, ControlPlane controlPlane) {
    this(config, controlPlane, KernelNftables::open, () -> {});
  }

  /**
   * @param nftables called on the thread that alone will use what it gives
   * @param loaded told once, when everything is in the kernel
   */
  public KubeProxy(
      KubeProxyConfig config,
      ControlPlane controlPlane,
      Supplier<Nftables> nftables,
      Runnable loaded) {
    this.config = config;
    this.controlPlane = controlPlane;
    this.nftables = nftables;
    this.loaded = loaded;
  }

  @Override
  public Future<?> start() {
    KubeClient client = controlPlane.clientFor(context);
    tables = new TableThread(vertx, "kube-proxy-" + deploymentID());
    runner = new SyncRunner(vertx, this::write);
    flows =
        new FlowReconciler(
            new StaleFlows(vertx),
            () -> tables.ask(Tables::datagramEndpoints),
            () -> tables.ask(Tables::destinations),
            metrics);
    cluster = new ClusterView(vertx, client, config.nodeName(), this::changed, metrics, programmed);
    ranges = new ServiceRanges(vertx, client, config.serviceCidrs(), this::rangesChanged);
    healthChecks =
        new HealthCheckServers(
            vertx,
            config.nodeName(),
            () -> health().alive(),
            new EventRecorder(client, clock, "kube-proxy", config.nodeName()));
    nodePorts = new NodePortPlaces(config, tables, healthChecks);
    loadBalancer = config.loadBalancer().map(this::balance);
    metrics.pending(runner::waiting);
    metrics.noLocalEndpoints(noLocalEndpoints);
    healthz = new HealthzServer(vertx, clock, this::health, metrics);
    metricsServer =
        new HealthServer(vertx, metrics.registry())
            .liveness("rules", () -> !runner.failing())
            .readiness("synced", () -> lastWritten > 0);
    new DebugPages(tables::totals, tables::elements, programmed::of).addTo(metricsServer.router());
    return openTables()
        .compose(opened -> healthz.listen(config.healthzAddress(), config.healthzPort()))
        .onSuccess(port -> healthzPort = port)
        .compose(port -> metricsServer.listen(config.metricsAddress(), config.metricsPort()))
        .onSuccess(port -> metricsPort = port)
        .onSuccess(port -> begin());
  }

  @Override
  public Future<?> stop() {
    runner.stop();
    return loadBalancer
        .map(LoadBalancer::stop)
        .orElseGet(Future::succeededFuture)
        .eventually(cluster::stop)
        .eventually(ranges::stop)
        .eventually(flows::stop)
        .eventually(healthChecks::close)
        .eventually(() -> Future.join(healthz.close(), metricsServer.close()))
        .eventually(tables::close);
  }

  /** The port that {@code /healthz} listens on, once started. */
  public int healthzPort() {
    return healthzPort;
  }

  /** The port that {@code /metrics} listens on, once started. */
  public int metricsPort() {
    return metricsPort;
  }

  private void begin() {
    Future.all(cluster.start(), ranges.start()).onSuccess(synced -> runner.release());
    loadBalancer.ifPresent(LoadBalancer::start);
    vertx.setPeriodic(REPAIR_MILLIS, timer -> repair());
    vertx.setPeriodic(FLOWS_MILLIS, timer -> flows.request());
    if (config.nodePortAddresses().followLinks()) {
      vertx.setPeriodic(FOLLOW_MILLIS, timer -> moveNodePorts());
    }
  }

  private void moveNodePorts() {
    nodePorts
        .follow()
        .onSuccess(this::nodePortsMoved)
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("cause", failure.getMessage())
                    .log("the node's addresses cannot be read; node ports stay where they are"));
  }

  private void nodePortsMoved(boolean moved) {
    if (moved) {
      cluster.services().forEach(runner::changed);
    }
  }

  private void rangesChanged(List<String> cidrs) {
    tables.run(opened -> opened.expectAddressesOf(cidrs)).onSuccess(expected -> runner.request());
  }

  private LoadBalancer balance(LoadBalancerConfig flags) {
    return new LoadBalancer(
        vertx,
        context,
        controlPlane.clientFor(context),
        flags,
        config.nodeName(),
        config.nodeIps().stream().map(InetAddress::ofLiteral).toList(),
        cluster::slices,
        metrics.registry());
  }

  private void changed(ObjectKey service) {
    runner.changed(service);
    loadBalancer.ifPresent(balancer -> balancer.endpointsChanged(service));
  }

  private Future<Void> openTables() {
    RuleSettings settings =
        new RuleSettings(
            List.of(),
            config.nodeIps(),
            config.clusterCidrs(),
            config.serviceCidrs(),
            config.masqueradeAll());
    return tables
        .open(nftables, settings, metrics, config.countTraffic())
        .compose(opened -> nodePorts.follow())
        .mapEmpty();
  }

  private Future<Void> write(Set<ObjectKey> keys) {
    Changes changes = cluster.changes(keys);
    var revisions = cluster.revisions(keys);
    var triggers = programmed.take(keys);
    return tables
        .write(changes, nodePorts.addresses())
        .onSuccess(
            leftovers -> {
              programmed.written(revisions, triggers);
              written(changes, leftovers);
            })
        .onFailure(failure -> programmed.failed(triggers))
        .mapEmpty();
  }

  private void written(Changes changes, boolean leftovers) {
    boolean first = lastWritten == 0;
    lastWritten = clock.millis();
    noLocalEndpoints.forEach(family -> family.update(changes));
    changes
        .services()
        .forEach(
            (service, view) ->
                healthChecks.update(
                    service,
                    view.flatMap(
                        now -> LocalEndpoints.of(now.service(), now.slices(), config.nodeName()))));
    if (leftovers) {
      sweepLater();
    }
    if (first || changes.concernDatagrams()) {
      flows.request();
    }
    if (first) {
      loaded.run();
    }
  }

  /** Connections that somebody tried while there were no rules would be lost for good. */
  private void repair() {
    tables
        .ask(Tables::repair)
        .onFailure(failure -> runner.request())
        .onSuccess(
            repaired -> {
              if (repaired) {
                flows.requestAfterRepair();
                sweepLater();
              }
            });
  }

  private void sweepLater() {
    vertx.setTimer(SWEEP_DELAY_MILLIS, timer -> sweep());
  }

  private void sweep() {
    tables
        .ask(Tables::sweep)
        .onSuccess(
            leftovers -> {
              if (leftovers) {
                sweepLater();
              }
            })
        .onFailure(failure -> runner.request());
  }

  private ProxyHealth health() {
    boolean alive = !runner.failing();
    return new ProxyHealth(alive, cluster.node().eligible(), alive ? clock.millis() : lastWritten);
  }
}
