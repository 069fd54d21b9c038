package io.kubevert.ingress;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.health.HealthServer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.accesslog.AccessLog;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.metrics.IngressMetrics;
import io.kubevert.ingress.ocsp.Staples;
import io.kubevert.ingress.option.ListenerFlags;
import io.kubevert.ingress.proxy.ProxyWorker;
import io.kubevert.ingress.route.VirtualHost;
import io.kubevert.ingress.status.AddressPublisher;
import io.kubevert.ingress.status.LeaderElection;
import io.kubevert.ingress.status.PublishedAddresses;
import io.kubevert.ingress.stream.StreamServices;
import io.kubevert.ingress.sync.DefaultCertificate;
import io.kubevert.ingress.sync.RoutingSync;
import io.kubevert.ingress.tls.Certificates;
import io.kubevert.ingress.tls.FakeCertificate;
import io.kubevert.ingress.tls.ServerCertificate;
import io.kubevert.ingress.tls.SniKeyManager;
import io.kubevert.ingress.translate.BackendResolver;
import io.kubevert.ingress.translate.ClassSelection;
import io.kubevert.ingress.translate.RoutingMode;
import io.kubevert.ingress.translate.SnapshotBuilder;
import io.kubevert.ingress.watch.ClusterView;
import io.kubevert.ingress.watch.Ingress;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingress controller of one node. It listens once it knows all objects, so that no request is
 * refused for want of a rule that exists.
 */
public final class IngressController extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(IngressController.class);

  private final IngressConfig config;
  private final ControlPlane controlPlane;
  private final Clock clock = Clock.systemUTC();
  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>(Snapshot.empty());
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final IngressMetrics metrics;
  private final AccessLog accessLog;
  private HealthServer health;
  private SniKeyManager keys;
  private Staples staples;
  private ClusterView view;
  private SnapshotBuilder builder;
  private RoutingSync sync;
  private LeaderElection election;
  private AddressPublisher addresses;
  private ProblemReports problems;
  private KubeClient client;
  private KubeClient.Review review;
  private StreamServices streams;
  private volatile Ports ports;

  /** The ports that were bound. */
  public record Ports(int http, int https, int status) {}

  public IngressController(IngressConfig config, ControlPlane controlPlane) {
    this.config = config;
    this.controlPlane = controlPlane;
    this.accessLog = new AccessLog(clock, config.accessLog());
    this.metrics =
        new IngressMetrics(
            registry,
            config.controllerClass(),
            config.configMap().namespace(),
            "ingress-nginx-" + config.nodeName());
  }

  /** Where it listens, once it is deployed. */
  public Ports ports() {
    return ports;
  }

  /** The routing in force. */
  Snapshot snapshot() {
    return snapshot.get();
  }

  @Override
  public Future<?> start() {
    client = controlPlane.clientFor(context);
    election =
        new LeaderElection(
            vertx,
            client,
            clock,
            config.status().election(),
            config.nodeName(),
            this::becameLeader);
    problems =
        new ProblemReports(
            metrics,
            new EventRecorder(client, clock, "nginx-ingress-controller", config.nodeName()),
            election::isLeader,
            key -> view.ingress(key));
    addresses =
        new AddressPublisher(
            vertx, client, election::isLeader, this::addressesToPublish, this::served);
    streams =
        new StreamServices(
            vertx,
            client,
            config.bindAddress(),
            config.streams(),
            this::endpoints,
            () -> snapshot.get().options().listeners().streams(),
            problems::ofOption,
            session -> accessLog.write(session, snapshot.get().options().accessLogging()));
    health = new HealthServer(vertx, registry).readiness("listeners", () -> ports != null);
    DebugPages.add(health.router(), snapshot::get, this::hosts);
    return health
        .listen(config.bindAddress(), config.statusPort())
        .compose(statusPort -> serve(statusPort))
        .onSuccess(
            listening ->
                LOG.atInfo()
                    .addKeyValue("http", ports.http())
                    .addKeyValue("https", ports.https())
                    .log("ingress controller is listening"));
  }

  private Future<Void> serve(int statusPort) {
    return vertx
        .executeBlocking(() -> FakeCertificate.create(clock), false)
        .compose(this::watch)
        .compose(synced -> listen(statusPort))
        .compose(listening -> streams.start())
        .onSuccess(
            listening -> {
              if (config.status().enabled()) {
                election.start();
              }
            });
  }

  private Future<Void> watch(ServerCertificate fallback) {
    staples = new Staples(vertx, clock);
    staples.start();
    keys =
        new SniKeyManager(
            Certificates.of(fallback),
            staples::of,
            () -> snapshot().options().listeners().tls().handshakes(),
            host -> snapshot().routes().names(host));
    builder =
        new SnapshotBuilder(
            config.mode(), config.defaultBackend().map(IngressController::firstPort));
    sync =
        new RoutingSync(
            vertx,
            new ClassSelection(
                config.controllerClass(), config.ingressClass(), config.watchIngressWithoutClass()),
            builder,
            this::install,
            new DefaultCertificate(fallback, config.tls().defaultCertificate()),
            this::publish,
            problems::ofIngress,
            config.configMap(),
            new ListenerFlags(config.tls().passthrough(), config.httpsPort()),
            problems::ofOption);
    view =
        new ClusterView(
            vertx,
            client,
            new ObjectChanges(
                config.status().service(),
                key -> view.ingress(key).isPresent(),
                metrics,
                sync,
                addresses,
                election::isLeader));
    metrics.watch(config.ingressClass(), snapshot::get, sync::certificates, election::isLeader);
    return view.start()
        .compose(synced -> view.configMaps().load(Set.of(config.configMap())))
        .compose(loaded -> sync.begin(view))
        .compose(
            begun -> client.review(ResourceTypes.INGRESSES, sync.reviewer(metrics.admission())))
        .onSuccess(reviewing -> review = reviewing)
        .mapEmpty();
  }

  private static BackendKey firstPort(ObjectKey service) {
    return new BackendKey(service.namespace(), service.name(), BackendKey.FIRST_PORT);
  }

  private Future<Void> listen(int statusPort) {
    ProxyWorker.Listeners listeners =
        new ProxyWorker.Listeners(
            config.bindAddress(),
            config.httpPort(),
            config.httpsPort(),
            snapshot.get().options().listeners());
    return vertx
        .deployVerticle(
            () ->
                new ProxyWorker(
                    listeners,
                    snapshot::get,
                    keys,
                    this::over,
                    metrics.connections()::changed,
                    (http, https) -> ports = new Ports(http, https, statusPort)),
            new DeploymentOptions().setInstances(config.eventLoops()))
        .mapEmpty();
  }

  private List<Endpoint> endpoints(BackendKey key) {
    ObjectKey service = new ObjectKey(key.namespace(), key.service());
    return view.service(service)
        .map(known -> BackendResolver.resolve(key, known, view.slicesOf(service)).endpoints())
        .orElse(List.of());
  }

  /** None before the objects are known. */
  private Map<String, VirtualHost<Location>> hosts(RoutingMode mode) {
    return ports == null ? Map.of() : builder.hosts(mode);
  }

  @Override
  public Future<?> stop() {
    addresses.close();
    return Future.join(review.close(), streams.stop(), staples.close())
        .transform(ended -> election.stop())
        .compose(last -> last ? clearAddresses() : Future.succeededFuture())
        .eventually(() -> Future.join(List.of(view.stop(), health.close())));
  }

  /** A stop is not held up by an API server that is gone, too. */
  private Future<Void> clearAddresses() {
    return config.status().enabled() && config.status().cleared()
        ? addresses.clear(sync.served()).otherwiseEmpty()
        : Future.succeededFuture();
  }

  private void install(Certificates certificates) {
    keys.replace(certificates);
    boolean stapled = sync.options().listeners().tls().stapled();
    staples.keep(stapled ? certificates.all() : List.of());
  }

  private void publish(Snapshot next) {
    snapshot.set(next);
    metrics.published(clock.millis(), builder.hash());
  }

  private void over(Exchange exchange) {
    metrics.requests().observe(exchange);
    accessLog.write(exchange);
  }

  private void becameLeader() {
    LOG.atInfo().addKeyValue("node", config.nodeName()).log("writes the addresses of Ingresses");
    addresses.changed(sync.served());
    builder
        .problems()
        .forEach((ingress, found) -> found.forEach(each -> problems.record(ingress, each)));
    sync.optionProblems().forEach(each -> problems.recordOption(config.configMap(), each));
  }

  private List<String> addressesToPublish() {
    return PublishedAddresses.of(
        config.status(), config.status().service().flatMap(view::service), view.nodes());
  }

  private Optional<Ingress> served(ObjectKey key) {
    return sync.served(key);
  }
}
