package io.kubevert.coredns;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.mirrorpod.MirrorPod;
import io.kubevert.client.mirrorpod.MirrorPodDescription;
import io.kubevert.coredns.nodecache.NodeInterface;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Shared;
import io.kubevert.coredns.plugin.Site;
import io.kubevert.coredns.plugin.metrics.MetricsPage;
import io.kubevert.coredns.server.Assembly;
import io.kubevert.coredns.server.Listeners;
import io.kubevert.coredns.server.Pages;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A DNS server: the cluster's, or a node's cache, as its configuration says. */
public final class CoreDns extends VerticleBase {
  private static final long READY_LOOK_MILLIS = 100;

  private final CoreDnsConfig config;
  private final ControlPlane controlPlane;
  private final Runnable loaded;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private Listeners listeners;
  private Pages pages;
  private CorefileReload reload;
  private Optional<NodeInterface> nodeInterface = Optional.empty();
  private Optional<MirrorPod> mirrorPod = Optional.empty();
  private long readyTimer = -1;

  public CoreDns(CoreDnsConfig config, ControlPlane controlPlane) {
    this(config, controlPlane, () -> {});
  }

  /**
   * @param loaded told once, when the plugins know what they answer from and before a socket is
   *     open: no question waits for what it does
   */
  public CoreDns(CoreDnsConfig config, ControlPlane controlPlane, Runnable loaded) {
    this.config = config;
    this.controlPlane = controlPlane;
    this.loaded = loaded;
  }

  @Override
  public void init(Vertx vertx, Context context) {
    super.init(vertx, context);
    listeners = new Listeners(vertx);
    pages = new Pages(vertx);
    Site site =
        new Site(
            config.nodeName(),
            config.listenAddresses(),
            config.pageHost(),
            config.corefile().directory());
    CorefileLoader loader =
        new CorefileLoader(
            config.corefile(), config.variables(), vertx, controlPlane, site, new Shared(registry));
    reload = new CorefileReload(vertx, loader, this::take);
    nodeInterface =
        config
            .nodeInterface()
            .map(
                options ->
                    new NodeInterface(vertx, controlPlane.clientFor(context), options, registry));
    if (config.mirrorPod()) {
      mirrorPod =
          Optional.of(
              new MirrorPod(
                  vertx, controlPlane.clientFor(context), description(), Clock.systemUTC()));
    }
  }

  @Override
  public Future<?> start() {
    return nodeInterface
        .map(NodeInterface::start)
        .orElseGet(Future::succeededFuture)
        .compose(done -> reload.start())
        .compose(done -> nodeInterface.map(NodeInterface::claim).orElseGet(Future::succeededFuture))
        .onSuccess(done -> showUp());
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(readyTimer);
    return nodeInterface
        .map(NodeInterface::stop)
        .orElseGet(Future::succeededFuture)
        .compose(done -> mirrorPod.map(MirrorPod::stop).orElseGet(Future::succeededFuture))
        .compose(done -> reload.lameduck())
        .compose(done -> listeners.close())
        .compose(done -> pages.close())
        .compose(done -> reload.stop());
  }

  /** The port in use for the first address, when the Corefile asks for port 0. */
  public int port() {
    return listeners.port(listeners.addresses().iterator().next());
  }

  /** The port of the page server that listens at an address of the Corefile. */
  public int pagePort(String host, int port) {
    return pages.port(new HostAndPort(host, port));
  }

  /** Puts a new assembly behind the sockets. */
  private Future<Void> take(Assembly assembly) {
    boolean first = listeners.addresses().isEmpty();
    return (first ? load() : Future.<Void>succeededFuture())
        .compose(done -> listeners.apply(assembly.tables()))
        .compose(done -> pages.apply(withMetrics(assembly.pages())));
  }

  private Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> withMetrics(
      Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> asked) {
    if (config.metricsPage().isEmpty()) {
      return asked;
    }
    HostAndPort address = config.metricsPage().get();
    Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> all = new LinkedHashMap<>(asked);
    Map<String, Consumer<HttpServerRequest>> there =
        new HashMap<>(all.getOrDefault(address, Map.of()));
    there.putIfAbsent(MetricsPage.PATH, new MetricsPage(registry));
    all.put(address, there);
    return all;
  }

  /** What the lists were made of is let go of when those return who brought them. */
  private Future<Void> load() {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        later -> {
          loaded.run();
          done.complete();
        });
    return done.future();
  }

  private void showUp() {
    mirrorPod.ifPresent(
        pod -> {
          pod.start();
          readyTimer =
              vertx.setPeriodic(0, READY_LOOK_MILLIS, timer -> pod.ready(reload.isReady()));
        });
  }

  private MirrorPodDescription description() {
    CoreDnsConfig.Role role = config.role();
    return new MirrorPodDescription(
        "kube-system",
        role.podName() + "-" + config.nodeName(),
        Map.of("k8s-app", role.label()),
        "coredns",
        "kubevert/coredns",
        List.of(
            new MirrorPodDescription.Port("dns", 53, "UDP"),
            new MirrorPodDescription.Port("dns-tcp", 53, "TCP")),
        config.nodeName(),
        config.nodeAddress());
  }
}
