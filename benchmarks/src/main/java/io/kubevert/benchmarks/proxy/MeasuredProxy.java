package io.kubevert.benchmarks.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.KubeProxy;
import io.kubevert.kubeproxy.KubeProxyConfig;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.nftables.KernelNftables;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A proxy at work in a namespace, with everything that its control plane told in the kernel. */
final class MeasuredProxy implements AutoCloseable {
  static final String NODE_IP = "192.0.2.1";
  private static final String LINK = "bench0";
  private static final double NANOS = 1e9;

  /** Nobody sends any here: without this, the proxy would list again and again. */
  private static final Duration NO_BOOKMARKS = Duration.ofHours(1);

  private final Cluster cluster;
  private final ScratchNamespace namespace;
  private final FakeControlPlane controlPlane =
      new FakeControlPlane(NO_BOOKMARKS, FakeControlPlane.EventDelivery.RELIABLE);
  private final ControlPlane lists;
  private final WriteLog log = new WriteLog();
  private final Memory before;
  private Vertx vertx;
  private String deployment;
  private double loadSeconds;
  private double writeSeconds;

  private MeasuredProxy(Cluster cluster, ScratchNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
    for (int service = 0; service < cluster.services(); service++) {
      controlPlane.put(ResourceTypes.SERVICES, Cluster.service(service));
      controlPlane.put(ResourceTypes.ENDPOINT_SLICES, cluster.slice(service));
    }
    this.lists =
        PreparedLists.of(controlPlane, ResourceTypes.SERVICES, ResourceTypes.ENDPOINT_SLICES);
    this.before = Memory.now();
  }

  /** Starts a proxy in a namespace of its own, and waits until it has written everything. */
  static MeasuredProxy start(Cluster cluster) throws InterruptedException {
    return startIn(ScratchNamespace.create("kvbp" + ProcessHandle.current().pid()), cluster);
  }

  /** Starts a proxy, and waits until it has written everything. */
  static MeasuredProxy startIn(ScratchNamespace namespace, Cluster cluster)
      throws InterruptedException {
    MeasuredProxy proxy = new MeasuredProxy(cluster, namespace);
    proxy.load();
    return proxy;
  }

  Cluster cluster() {
    return cluster;
  }

  WriteLog log() {
    return log;
  }

  double loadSeconds() {
    return loadSeconds;
  }

  /** From the first set that was made on. */
  double writeSeconds() {
    return writeSeconds;
  }

  /** What the proxy and its rules take, beside the control plane that is in this process. */
  Memory memory() {
    return Memory.now().minus(before);
  }

  /** Has the control plane tell of changed endpoints. */
  void put(ObjectNode slice) {
    controlPlane.put(ResourceTypes.ENDPOINT_SLICES, slice);
  }

  /** Ends the proxy; its rules stay. */
  void stop() {
    vertx.undeploy(deployment).await();
  }

  /** Ends the proxy and removes the namespace. */
  @Override
  public void close() {
    stop();
    namespace.close();
  }

  /** Gives a node its address. */
  static void addLink(ScratchNamespace node) {
    node.run("ip", "link", "add", LINK, "type", "bridge");
    node.run("ip", "addr", "add", NODE_IP + "/24", "dev", LINK);
    node.run("ip", "link", "set", LINK, "up");
  }

  private void load() throws InterruptedException {
    addLink(namespace);
    vertx = namespace.vertx();
    long begin = System.nanoTime();
    deployment =
        vertx
            .deployVerticle(
                new KubeProxy(config(), lists, () -> log.around(KernelNftables.open()), () -> {}))
            .await();
    log.awaitElements((long) cluster.services() * cluster.endpoints());
    long end = System.nanoTime();
    loadSeconds = (end - begin) / NANOS;
    writeSeconds = (end - log.firstCall()) / NANOS;
  }

  private static KubeProxyConfig config() {
    return new KubeProxyConfig(
        "bench",
        List.of(NODE_IP),
        List.of(Cluster.POD_CIDR),
        List.of(Cluster.SERVICE_CIDR),
        NodePortAddresses.PRIMARY,
        false,
        false,
        "127.0.0.1",
        0,
        "127.0.0.1",
        0,
        Optional.empty());
  }
}
