package io.kubevert.nodeagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.health.HealthServer;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.container.ContainerExec;
import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.container.ExitWatcher;
import io.kubevert.nodeagent.environment.AccountTokens;
import io.kubevert.nodeagent.environment.ServiceAddress;
import io.kubevert.nodeagent.files.PodFiles;
import io.kubevert.nodeagent.image.ImagePuller;
import io.kubevert.nodeagent.image.ImageStore;
import io.kubevert.nodeagent.lifecycle.PodEdges;
import io.kubevert.nodeagent.lifecycle.PodReconciler;
import io.kubevert.nodeagent.linux.KernelSettings;
import io.kubevert.nodeagent.network.NetworkReconciler;
import io.kubevert.nodeagent.network.NodeAddress;
import io.kubevert.nodeagent.node.NodeRegistration;
import io.kubevert.nodeagent.probe.NetworkProbe;
import io.kubevert.nodeagent.sandbox.SandboxNetwork;
import io.kubevert.nodeagent.server.AgentServer;
import io.kubevert.nodeagent.status.StatusWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the pods of one node.
 *
 * <p>Deployed on a Vert.x whose threads are in the node's network namespace. It may be stopped or
 * killed at any time: pods run on, and the next one over the same data directory goes on with them.
 */
public final class NodeAgent extends VerticleBase {
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final long CHECK_MILLIS = 10_000;
  private static final long STOP_SECONDS = 5;

  private final NodeAgentConfig config;
  private final ControlPlane controlPlane;
  private final Clock clock = Clock.systemUTC();

  private KubeClient client;
  private Informer<ObjectNode> podInformer;
  private Informer<NodeAddress> nodeInformer;
  private Informer<ServiceAddress> serviceInformer;
  private NetworkReconciler network;
  private PodReconciler pods;
  private NodeRegistration registration;
  private ExitWatcher exits;
  private AgentServer server;
  private HealthServer health;

  public NodeAgent(NodeAgentConfig config, ControlPlane controlPlane) {
    this.config = config;
    this.controlPlane = controlPlane;
  }

  @Override
  public Future<?> start() {
    client = controlPlane.clientFor(context);
    return vertx
        .executeBlocking(this::openRuntime, false)
        .compose(this::startPods)
        .compose(ignored -> startServers())
        .compose(port -> registration.start(port))
        .onSuccess(ignored -> startInformers());
  }

  @Override
  public Future<?> stop() throws IOException {
    registration.stop();
    exits.close();
    return Future.join(pods.stop(), network.stop())
        .timeout(STOP_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .compose(
            ignored -> Future.join(podInformer.stop(), nodeInformer.stop(), serviceInformer.stop()))
        .otherwiseEmpty()
        .compose(ignored -> server.close())
        .compose(ignored -> health.close());
  }

  /** Where the HTTPS API listens. */
  public int port() {
    return server.port();
  }

  private ContainerRuntime openRuntime() throws IOException, InterruptedException {
    KernelSettings.makeWritable();
    Files.createDirectories(config.dataDirectory());
    return ContainerRuntime.open(config.dataDirectory());
  }

  private Future<Void> startPods(ContainerRuntime runtime) {
    network = new NetworkReconciler(vertx, config, () -> pods.all(), () -> registration.check());
    podInformer =
        new Informer<>(vertx, client, ResourceTypes.PODS, object -> object, this::isOurs)
            .onChange(change -> pods.observe(change));
    nodeInformer =
        new Informer<>(vertx, client, ResourceTypes.NODES, NodeAddress::of)
            .onChange(this::nodeChanged);
    serviceInformer = new Informer<>(vertx, client, ResourceTypes.SERVICES, ServiceAddress::of);
    ImageStore images = new ImageStore(config.imagesDirectory());
    pods = new PodReconciler(edges(runtime, images), network::changed);
    registration = new NodeRegistration(vertx, client, config, clock, network::problem);
    server = new AgentServer(vertx, config, pods, runtime, images);
    return pods.start()
        .compose(ignored -> watchExits(runtime))
        .onSuccess(ignored -> vertx.setPeriodic(CHECK_MILLIS, timer -> check()));
  }

  private void check() {
    pods.checkAll();
    pods.refreshVolumes();
  }

  private PodEdges edges(ContainerRuntime runtime, ImageStore images) {
    ContainerExec exec = new ContainerExec(vertx, runtime);
    return new PodEdges(
        vertx,
        config.dataDirectory(),
        config.nodeAddress(),
        client,
        new AccountTokens(client, clock),
        new EventRecorder(client, clock, "kubelet", config.nodeName()),
        new StatusWriter(client, config.nodeAddress(), clock),
        new SandboxNetwork(config.namespacePrefix(), config.dataDirectory().resolve("ipam")),
        runtime,
        exec,
        new NetworkProbe(vertx, exec),
        new ImagePuller(vertx, images),
        new PodFiles(config.nodeName(), config.clusterDns(), config.clusterDomain()),
        network::podRange,
        () ->
            serviceInformer.hasSynced() ? Optional.of(serviceInformer.values()) : Optional.empty());
  }

  private Future<Void> watchExits(ContainerRuntime runtime) {
    try {
      exits = ExitWatcher.start(vertx, runtime.exits(), pods::ended, pods::checkAll);
      pods.checkAll();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Integer> startServers() {
    health =
        new HealthServer(vertx, new PrometheusRegistry())
            .readiness("pods", podInformer::hasSynced)
            .readiness("network", () -> network.problem().isEmpty());
    return health
        .listen(config.bindAddress(), config.healthPort())
        .compose(ignored -> server.listen());
  }

  private void startInformers() {
    pods.expectPods();
    nodeInformer.start();
    serviceInformer.start();
    podInformer
        .start()
        .onSuccess(
            ignored ->
                pods.keepOnly(
                    podInformer.values().stream()
                        .map(object -> object.path("metadata").path("uid").asText())
                        .collect(Collectors.toSet())));
  }

  private boolean isOurs(JsonNode pod) {
    return pod.path("spec").path("nodeName").asText().equals(config.nodeName())
        && pod.path("metadata").path("annotations").path(MIRROR).isMissingNode();
  }

  private void nodeChanged(Change<NodeAddress> change) {
    boolean own = change.key().name().equals(config.nodeName());
    if (own && change.after().isEmpty()) {
      registration.lost();
    }
    network.nodes(nodeInformer.values());
  }
}
