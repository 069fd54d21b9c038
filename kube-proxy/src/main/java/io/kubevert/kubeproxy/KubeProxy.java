package io.kubevert.kubeproxy;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.health.HealthServer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.FlowReconciler;
import io.kubevert.kubeproxy.conntrack.StaleFlows;
import io.kubevert.kubeproxy.health.DebugPages;
import io.kubevert.kubeproxy.health.HealthzServer;
import io.kubevert.kubeproxy.health.ProxyHealth;
import io.kubevert.kubeproxy.health.ProxyMetrics;
import io.kubevert.kubeproxy.loadbalancer.LoadBalancer;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.kubevert.kubeproxy.nftables.LibNftables;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.SyncRunner;
import io.kubevert.kubeproxy.sync.Tables;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Forwards what is sent to Services' addresses, on one node: in the network namespace of the Vert.x
 * that it is deployed on.
 *
 * <p>It starts without touching a packet: the first write replaces the table in one transaction,
 * once the control plane has told everything. When it stops, the rules stay.
 */
public final class KubeProxy extends VerticleBase {
  private static final long SWEEP_DELAY_MILLIS = 1_500;
  private static final long VERIFY_MILLIS = 2_000;

  private final KubeProxyConfig config;
  private final ControlPlane controlPlane;
  private final Supplier<Nftables> nftables;
  private final Clock clock = Clock.systemUTC();
  private final ProxyMetrics metrics = new ProxyMetrics(clock);
  private ClusterView cluster;
  private WorkerExecutor worker;
  private Tables tables;
  private SyncRunner runner;
  private FlowReconciler flows;
  private Optional<LoadBalancer> loadBalancer = Optional.empty();
  private HealthzServer healthz;
  private HealthServer metricsServer;
  private int healthzPort;
  private int metricsPort;
  private long lastWritten;

  public KubeProxy(KubeProxyConfig config, ControlPlane controlPlane) {
    this(config, controlPlane, LibNftables::open);
  }

  /**
   * @param nftables called on the thread that alone will use what it gives
   */
  KubeProxy(KubeProxyConfig config, ControlPlane controlPlane, Supplier<Nftables> nftables) {
    this.config = config;
    this.controlPlane = controlPlane;
    this.nftables = nftables;
  }

  @Override
  public Future<?> start() {
    worker = vertx.createSharedWorkerExecutor("kube-proxy-" + deploymentID(), 1);
    runner = new SyncRunner(vertx, this::write);
    flows =
        new FlowReconciler(new StaleFlows(vertx), () -> ask(Tables::datagramEndpoints), metrics);
    cluster =
        new ClusterView(
            vertx, controlPlane.clientFor(context), config.nodeName(), this::changed, metrics);
    loadBalancer = config.loadBalancer().enabled() ? Optional.of(balance()) : Optional.empty();
    healthz = new HealthzServer(vertx, clock, this::health, metrics);
    metricsServer =
        new HealthServer(vertx, metrics.registry())
            .liveness("rules", () -> !runner.failing())
            .readiness("synced", () -> lastWritten > 0);
    new DebugPages(() -> ask(Tables::serviceKeys), key -> ask(tables -> tables.elements(key)))
        .addTo(metricsServer.router());
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
        .eventually(() -> Future.join(healthz.close(), metricsServer.close()))
        .eventually(this::closeTables)
        .eventually(worker::close);
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
    cluster.start().onSuccess(synced -> runner.release());
    loadBalancer.ifPresent(LoadBalancer::start);
    vertx.setPeriodic(VERIFY_MILLIS, timer -> onTables(Tables::verify));
  }

  private LoadBalancer balance() {
    String nodeIp = config.nodeIps().stream().filter(Ipv4::isIpv4).findFirst().orElseThrow();
    return new LoadBalancer(
        vertx,
        context,
        controlPlane.clientFor(context),
        config.loadBalancer(),
        config.nodeName(),
        InetAddress.ofLiteral(nodeIp),
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
            config.nodeIps(),
            config.nodeIps(),
            config.clusterCidrs(),
            config.serviceCidrs(),
            config.masqueradeAll());
    return worker
        .executeBlocking(() -> new Tables(nftables.get(), settings))
        .onSuccess(opened -> tables = opened)
        .mapEmpty();
  }

  private Future<Void> closeTables() {
    return worker.executeBlocking(
        () -> {
          tables.close();
          return null;
        });
  }

  private Future<Void> write(Set<ObjectKey> keys) {
    Changes changes = cluster.changes(keys);
    long begin = System.nanoTime();
    return worker
        .executeBlocking(() -> tables.write(changes))
        .onSuccess(leftovers -> written(begin, leftovers))
        .onSuccess(
            leftovers -> {
              if (changes.concernDatagrams()) {
                flows.request();
              }
            })
        .onFailure(failure -> metrics.writeFailed())
        .mapEmpty();
  }

  private void written(long begin, boolean leftovers) {
    lastWritten = clock.millis();
    metrics.written(Duration.ofNanos(System.nanoTime() - begin));
    if (leftovers) {
      vertx.setTimer(SWEEP_DELAY_MILLIS, timer -> onTables(Tables::sweep));
    }
  }

  /** Does something to the tables; if it fails, everything is written again. */
  private void onTables(Consumer<Tables> action) {
    worker
        .executeBlocking(
            () -> {
              action.accept(tables);
              return null;
            })
        .onFailure(failure -> runner.request());
  }

  private <T> Future<T> ask(Function<Tables, T> question) {
    return worker.executeBlocking(() -> question.apply(tables));
  }

  private ProxyHealth health() {
    boolean alive = !runner.failing();
    return new ProxyHealth(alive, cluster.node().eligible(), alive ? clock.millis() : lastWritten);
  }
}
