package io.kubevert.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.authorization.Escalation;
import io.kubevert.apiserver.authorization.Roles;
import io.kubevert.apiserver.bootstrap.Bootstrap;
import io.kubevert.apiserver.bus.BusAdmission;
import io.kubevert.apiserver.bus.BusFrontend;
import io.kubevert.apiserver.customresources.CustomResources;
import io.kubevert.apiserver.http.HttpFrontend;
import io.kubevert.apiserver.http.HttpParts;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kubelet.KubeletClient;
import io.kubevert.apiserver.kubelet.KubeletProxy;
import io.kubevert.apiserver.proxy.BackendProxy;
import io.kubevert.apiserver.quota.QuotaStatuses;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.request.ResourceHandler;
import io.kubevert.apiserver.review.Reviews;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens.Known;
import io.kubevert.apiserver.serviceaddress.ServiceAddresses;
import io.kubevert.apiserver.storage.Compaction;
import io.kubevert.apiserver.storage.RocksStore;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.watch.Broadcaster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server. Sockets are opened on the Vert.x that it is deployed on, the event bus is that of
 * another or of the same.
 */
public final class ApiServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration KEEP = Duration.ofSeconds(10);
  private static final Duration COMPACTION_TICK = Duration.ofSeconds(30);
  private static final int COMPACTION_TICKS = 10;
  private static final long COMPACTION_REVISIONS = 50_000;
  private static final int SEED_BYTES = 48;

  private final ApiServerConfig config;
  private final Vertx bus;
  private final Compaction compaction = new Compaction(COMPACTION_TICKS, COMPACTION_REVISIONS);
  private Store store;
  private Broadcaster broadcaster;
  private KubeletClient kubelets;
  private BackendProxy backends;
  private ServiceAddresses serviceAddresses;
  private Bootstrap bootstrap;
  private HttpFrontend http;
  private String busFrontend;
  private int port;
  private volatile boolean started;

  /** What takes time at start: blocking reads, and a look at what is stored. */
  private record Opened(
      Map<String, User> components,
      PrivateKey signingKey,
      ResourceCatalog catalog,
      Registry registry) {}

  /**
   * @param bus the clustered Vert.x of the event bus
   */
  public ApiServer(ApiServerConfig config, Vertx bus) {
    this.config = config;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    long begin = System.nanoTime();
    return vertx
        .executeBlocking(this::open, false)
        .compose(this::serve)
        .compose(listening -> bootstrap.reconcile(listening).map(listening))
        .onSuccess(
            listening -> {
              started = true;
              vertx.setPeriodic(KEEP.toMillis(), _ -> keepSystemObjects());
              vertx.setPeriodic(COMPACTION_TICK.toMillis(), _ -> compact());
              LOG.atInfo()
                  .addKeyValue("port", listening)
                  .addKeyValue("revision", store.revision())
                  .addKeyValue("millis", Duration.ofNanos(System.nanoTime() - begin).toMillis())
                  .log("API server ready");
            });
  }

  @Override
  public Future<?> stop() {
    return Future.join(
            http == null ? Future.succeededFuture() : http.close(),
            busFrontend == null ? Future.succeededFuture() : bus.undeploy(busFrontend))
        .otherwiseEmpty()
        .compose(_ -> kubelets == null ? Future.succeededFuture() : kubelets.close())
        .compose(_ -> backends == null ? Future.succeededFuture() : backends.close())
        .compose(_ -> vertx.executeBlocking(this::closeStore, false));
  }

  /** The port of HTTPS; 0 until the server listens. */
  public int port() {
    return port;
  }

  private Opened open() throws IOException {
    ResourceCatalog catalog = ResourceCatalog.builtIn(config.settings());
    Map<String, User> components = Authenticator.components(config.pki());
    PrivateKey signingKey = config.pki().signingKey();
    store = RocksStore.open(config.dataDirectory());
    Registry registry = new Registry(store, catalog, context, InstantSource.system(), random());
    registry.restore();
    return new Opened(components, signingKey, catalog, registry);
  }

  /** For names and uids, which nobody may meet twice, but anybody may know. */
  private static RandomGenerator random() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return RandomGeneratorFactory.of("L128X256MixRandom").create(seed);
  }

  private Void closeStore() {
    if (broadcaster != null) {
      broadcaster.stop();
    }
    if (store != null) {
      store.close();
    }
    return null;
  }

  private Future<Integer> serve(Opened opened) {
    InstantSource clock = InstantSource.system();
    ResourceCatalog catalog = opened.catalog();
    Registry registry = opened.registry();
    broadcaster = new Broadcaster(store, context);
    broadcaster.start();
    CustomResources customResources = new CustomResources(vertx, registry, catalog, clock);
    broadcaster.join(CustomResources.prefix(), customResources::changed);
    customResources.restore();
    QuotaStatuses quotas =
        new QuotaStatuses(vertx, registry, catalog.find("", "v1", "resourcequotas").orElseThrow());
    broadcaster.joinAll(quotas::changed);
    serviceAddresses = new ServiceAddresses(registry, catalog, clock);
    broadcaster.joinAll(serviceAddresses::changed);
    serviceAddresses.start();
    kubelets = new KubeletClient(vertx, config.pki());
    backends = new BackendProxy(vertx, registry, catalog, new SecureRandom(), kubelets);
    bootstrap =
        new Bootstrap(
            catalog,
            registry,
            config.settings().serviceCidrs(),
            config.kubernetesClusterIp(),
            config.advertiseAddress());
    Roles roles = new Roles(registry::all);
    Roles.TYPES.forEach(type -> broadcaster.join(type.groupResource() + "/", _ -> roles.forget()));
    Authorizer authorizer = new Authorizer(roles);
    ServiceAccountTokens tokens =
        new ServiceAccountTokens(
            opened.signingKey(), (type, key) -> find(registry, catalog, type, key), clock);
    Authenticator authenticator =
        Authenticator.of(
            opened.components(),
            token ->
                tokens.authenticate(token, Set.of(ServiceAccountTokens.ISSUER)).map(Known::user));
    ResourceHandler handler =
        new ResourceHandler(
            catalog,
            registry,
            new Reviews(authenticator, tokens, authorizer),
            tokens.requests(),
            new Escalation(authorizer, roles),
            new BusAdmission(bus.eventBus(), context));
    http =
        new HttpParts(
                vertx,
                store,
                catalog,
                registry,
                broadcaster,
                authenticator,
                authorizer,
                handler,
                new KubeletProxy(kubelets, registry, catalog),
                backends,
                tokens.documents(),
                config.advertiseAddress() + ":" + config.securePort(),
                () -> started)
            .build();
    BusFrontend frontend =
        new BusFrontend(context, authenticator, authorizer, handler, store, broadcaster);
    return http.listen(vertx, config.pki(), config.bindAddress(), config.securePort())
        .onSuccess(listening -> port = listening)
        .compose(
            listening ->
                bus.deployVerticle(frontend)
                    .map(
                        id -> {
                          busFrontend = id;
                          return listening;
                        }));
  }

  private static Optional<ObjectNode> find(
      Registry registry, ResourceCatalog catalog, ResourceType type, ObjectKey key) {
    return catalog
        .find(type.group(), type.version(), type.plural())
        .flatMap(found -> registry.find(new Target(found, key.namespace(), key.name())));
  }

  private void keepSystemObjects() {
    bootstrap
        .reconcile(port)
        .onFailure(
            failure -> LOG.atWarn().setCause(failure).log("the system's objects are not kept"));
    serviceAddresses.repair();
  }

  private void compact() {
    compaction
        .tick(store.revision())
        .ifPresent(
            revision ->
                store
                    .compact(revision)
                    .onFailure(failure -> LOG.atWarn().setCause(failure).log("compaction failed")));
  }
}
