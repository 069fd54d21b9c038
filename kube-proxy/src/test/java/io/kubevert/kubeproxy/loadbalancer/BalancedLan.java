package io.kubevert.kubeproxy.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.network.Heartbeat;
import io.kubevert.kubeproxy.network.Lan;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Vertx;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Two nodes with a load balancer each, and a client, on one switch. */
final class BalancedLan implements AutoCloseable {
  static final List<String> NODES = List.of("worker1", "worker2");

  private static final String CLIENT = "client";
  private static final long SILENCE_MILLIS = 200;
  private static final long PATIENCE_SECONDS = 90;
  private static final long PAUSE_NANOS = 5_000_000;

  private final Lan lan = new Lan("worker1", "worker2", CLIENT);
  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private final AtomicReference<String> endpointNode = new AtomicReference<>(NODES.getFirst());
  private final Map<String, Vertx> threads = new LinkedHashMap<>();
  private final Map<String, Wire> wires = new LinkedHashMap<>();
  private final Map<String, BalancedNode> nodes = new LinkedHashMap<>();
  private final Map<String, String> deployments = new LinkedHashMap<>();

  BalancedLan(String pool) {
    this(LoadBalancerConfig.of(pool));
  }

  BalancedLan(LoadBalancerConfig config) {
    try {
      for (String node : NODES) {
        threads.put(node, lan.machine(node).vertx());
        start(node, config);
      }
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  FakeControlPlane controlPlane() {
    return controlPlane;
  }

  Lan lan() {
    return lan;
  }

  void start(String node, LoadBalancerConfig config) {
    wires.put(node, new Wire(controlPlane));
    nodes.put(
        node,
        new BalancedNode(
            wires.get(node),
            config,
            node,
            List.of(
                InetAddress.ofLiteral(lan.address(node)),
                InetAddress.ofLiteral(lan.address6(node))),
            endpointNode));
    deployments.put(node, threads.get(node).deployVerticle(nodes.get(node)).await());
  }

  /** Lets a node say goodbye. */
  void stop(String node) {
    threads.get(node).undeploy(deployments.get(node)).await();
  }

  /** Cuts a node's way to the control plane. */
  void cutOff(String node) {
    wires.get(node).cut();
  }

  /** Moves every Service's one endpoint; to nowhere if the name is empty. */
  void moveEndpoint(String node, String service) {
    endpointNode.set(node);
    nodes.values().forEach(each -> each.endpointsChanged(key(service)));
  }

  /** A node's metrics, in Prometheus' text format. */
  String metrics(String node) {
    return nodes.get(node).metrics().await();
  }

  void putService(String name, String spec, String annotations) {
    controlPlane.put(
        ResourceTypes.SERVICES,
        Json.parse(
            """
            {"metadata": {"namespace": "default", "name": "%s", "annotations": %s},
             "spec": {"type": "LoadBalancer", "ports": [{"protocol": "TCP", "port": 80}] %s},
             "status": {"loadBalancer": {}}}
            """
                .formatted(name, annotations, spec)
                .getBytes()));
  }

  void changeSpec(String name, String field, String value) {
    ObjectNode service = controlPlane.get(ResourceTypes.SERVICES, key(name)).orElseThrow();
    service.withObjectProperty("spec").put(field, value);
    controlPlane.put(ResourceTypes.SERVICES, service);
  }

  /** The first load-balancer address in a Service's status; empty for none. */
  String address(String name) {
    return service(name).at("/status/loadBalancer/ingress/0/ip").asText("");
  }

  /** The load-balancer addresses in a Service's status. */
  List<String> addresses(String name) {
    return stream(service(name).path("status").path("loadBalancer").path("ingress"))
        .map(ingress -> ingress.path("ip").asText())
        .toList();
  }

  /**
   * What a condition of a Service says: its status, reason and message; empty if it is not there.
   */
  String condition(String name, String type) {
    return stream(service(name).path("status").path("conditions"))
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(
            condition ->
                condition.path("status").asText()
                    + " "
                    + condition.path("reason").asText()
                    + ": "
                    + condition.path("message").asText())
        .findFirst()
        .orElse("");
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  ObjectNode service(String name) {
    return controlPlane.get(ResourceTypes.SERVICES, key(name)).orElseGet(Json::object);
  }

  String awaitAddress(String name) {
    eventually(() -> !address(name).isEmpty());
    return address(name);
  }

  List<String> events(String reason) {
    return controlPlane.list(ResourceTypes.EVENTS).stream()
        .filter(event -> event.path("reason").asText().equals(reason))
        .map(event -> event.path("message").asText())
        .toList();
  }

  /** The node that the client's neighbour table has for an address; empty for none. */
  String neighbour(String address) {
    return neighbour(address, "eth0");
  }

  private String neighbour(String address, String link) {
    String entry = client().run("ip", "neigh", "show", "to", address, "dev", link);
    return NODES.stream()
        .filter(node -> entry.contains(lan.mac(node, link)))
        .findFirst()
        .orElse("");
  }

  /** The node that answers the client for an address now; empty for none. */
  String ask(String address) {
    return ask(address, "eth0");
  }

  /** The node that answers the client for an address on one of its links now; empty for none. */
  String askOn(String link, String address) {
    client().run("ip", "route", "replace", address, "dev", link);
    try {
      return ask(address, link);
    } finally {
      client().run("ip", "route", "del", address, "dev", link);
    }
  }

  private String ask(String address, String link) {
    client().run("ip", "neigh", "flush", "all");
    client()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral(address), 9));
              }
              return null;
            });
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS);
    Heartbeat heart = Heartbeat.begin();
    String node = "";
    while (node.isEmpty() && (System.nanoTime() < deadline || !heart.lasted(SILENCE_MILLIS))) {
      node = neighbour(address, link);
    }
    return node;
  }

  ScratchNamespace client() {
    return lan.machine(CLIENT);
  }

  static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (int attempts = 1; !holds.getAsBoolean(); attempts++) {
      assertThat(System.nanoTime()).as("after %d attempts", attempts).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  static String other(String node) {
    return NODES.stream().filter(each -> !each.equals(node)).findFirst().orElseThrow();
  }

  static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  @Override
  public void close() {
    try {
      threads.values().forEach(vertx -> vertx.close().await());
    } finally {
      lan.close();
    }
  }
}
