package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Stack.IPV4;
import static io.kubevert.kubeproxy.Stack.IPV6;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.NodeNetwork;
import io.kubevert.kubeproxy.nftables.KernelNftables;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The proxy at work in a node of its own, told by a control plane that the test writes to. */
final class ProxiedNode implements AutoCloseable {
  static final String NODE = "worker1";
  static final String OTHER_NODE = "worker2";
  private static final String FENCE_IP = "10.233.63.254";
  private static final String FENCE_IP6 = "fd00:10::f%03x";

  private final NodeNetwork network = new NodeNetwork();
  private final FakeControlPlane controlPlane;
  private final Vertx vertx = network.node().vertx();
  private final TransactionLog log = new TransactionLog();
  private KubeProxy proxy;
  private String deployment;
  private int fence;

  private final Settings settings;

  /** What differs from one node's proxy to another's. */
  record Settings(
      NodePortAddresses nodePortAddresses, boolean masqueradeAll, boolean countTraffic) {
    static final Settings DEFAULT = new Settings(NodePortAddresses.PRIMARY, false, false);
  }

  ProxiedNode() {
    this(Settings.DEFAULT);
  }

  ProxiedNode(Settings settings) {
    this(settings, new FakeControlPlane());
  }

  ProxiedNode(FakeControlPlane controlPlane) {
    this(Settings.DEFAULT, controlPlane);
  }

  private ProxiedNode(Settings settings, FakeControlPlane controlPlane) {
    this.settings = settings;
    this.controlPlane = controlPlane;
    start();
  }

  /** A node with a client, two pods of its own and one that slices say is another node's. */
  static ProxiedNode withPods(Settings settings) {
    ProxiedNode node = new ProxiedNode(settings);
    node.network().pod("client", IPV4.client(), IPV6.client());
    node.network().pod("pod1", IPV4.pod1(), IPV6.pod1());
    node.network().pod("pod2", IPV4.pod2(), IPV6.pod2());
    node.network().pod("remote", IPV4.remote(), IPV6.remote());
    return node;
  }

  /** Starts a proxy with nothing of the former one's memory. */
  void start() {
    proxy = new KubeProxy(config(), controlPlane, this::nftables, () -> {});
    deployment = vertx.deployVerticle(proxy).await();
  }

  void stop() {
    vertx.undeploy(deployment).await();
  }

  private KubeProxyConfig config() {
    return config(settings);
  }

  static KubeProxyConfig config(Settings settings) {
    return new KubeProxyConfig(
        NODE,
        List.of(NodeNetwork.NODE_IP, NodeNetwork.NODE_IP6),
        List.of("10.233.64.0/18", "fd00:64::/64"),
        List.of("10.233.0.0/18", "fd00:10::/112"),
        settings.nodePortAddresses(),
        settings.masqueradeAll(),
        settings.countTraffic(),
        "127.0.0.1",
        0,
        "127.0.0.1",
        0,
        Optional.empty());
  }

  NodeNetwork network() {
    return network;
  }

  KubeProxy proxy() {
    return proxy;
  }

  TransactionLog log() {
    return log;
  }

  Host host(String name) {
    return network.host(name);
  }

  void put(ServiceObject service) {
    controlPlane.put(ResourceTypes.SERVICES, service.json());
  }

  void put(SliceObject slice) {
    controlPlane.put(ResourceTypes.ENDPOINT_SLICES, slice.json());
  }

  void putNode(ObjectNode node) {
    controlPlane.put(ResourceTypes.NODES, node);
  }

  /** Says which zone the node is in; empty for none. */
  void putNode(String zone) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", NODE);
    if (!zone.isEmpty()) {
      metadata.putObject("labels").put("topology.kubernetes.io/zone", zone);
    }
    putNode(object);
  }

  /** Adds a range of cluster addresses. */
  void putServiceCidr(String name, String cidr) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name);
    object.putObject("spec").putArray("cidrs").add(cidr);
    controlPlane.put(ResourceTypes.SERVICE_CIDRS, object);
  }

  void deleteServiceCidr(String name) {
    controlPlane.delete(ResourceTypes.SERVICE_CIDRS, ObjectKey.ofName(name));
  }

  void deleteService(String name) {
    controlPlane.delete(ResourceTypes.SERVICES, new ObjectKey("default", name));
  }

  /** What was recorded as events. */
  List<ObjectNode> events() {
    return controlPlane.list(ResourceTypes.EVENTS);
  }

  void deleteSlice(String service, Stack stack) {
    String name = service + "-" + stack.name().toLowerCase(Locale.ROOT);
    controlPlane.delete(ResourceTypes.ENDPOINT_SLICES, new ObjectKey("default", name));
  }

  /**
   * Waits until all that was put or deleted before is in the kernel: which addresses of IPv6 are
   * known is what is written last.
   */
  void settle() throws InterruptedException {
    String last = FENCE_IP6.formatted(++fence);
    put(ServiceObject.named("zz-fence", FENCE_IP, last).tcp(fence));
    log.await(FENCE_IP + " . tcp . " + fence + " : ");
    log.await(last + " : ");
  }

  /** Reads one of the proxy's pages, from the node itself. */
  String get(int port, String path, String... options) {
    List<String> words = new ArrayList<>(List.of("curl", "-sS"));
    words.addAll(List.of(options));
    words.add("http://127.0.0.1:" + port + path);
    return network.node().run(words.toArray(String[]::new));
  }

  /** A Service's resourceVersion. */
  String revision(String service) {
    return controlPlane
        .get(ResourceTypes.SERVICES, new ObjectKey("default", service))
        .orElseThrow()
        .at("/metadata/resourceVersion")
        .asText();
  }

  @Override
  public void close() {
    try {
      vertx.close().await();
    } finally {
      network.close();
    }
  }

  private Nftables nftables() {
    return log.around(KernelNftables.open());
  }
}
