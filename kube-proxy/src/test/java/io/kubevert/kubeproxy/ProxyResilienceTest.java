package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.kubeproxy.network.ConnectionStream;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of new connections to a Service that does not change never breaks, whatever happens to
 * the proxy, the bus and the table; and what did change is there in the end.
 */
class ProxyResilienceTest {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyResilienceTest.class);
  private static final String CLIENT_IP = Stack.IPV4.client();
  private static final String POD1_IP = Stack.IPV4.pod1();
  private static final String POD2_IP = Stack.IPV4.pod2();
  private static final String CHANGED = "10.233.1.2";
  private static final int CONNECTIONS = 250;
  private static final int NODE_PORT = 30_001;

  private final AtomicBoolean lossy = new AtomicBoolean();
  private final Random random = new Random(4);
  private FakeControlPlane controlPlane;
  private ProxiedNode node;

  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    controlPlane = new FakeControlPlane(Duration.ofMillis(200), this::deliver);
    node = new ProxiedNode(controlPlane);
    node.network().pod("client", CLIENT_IP, Stack.IPV6.client());
    node.network().pod("pod1", POD1_IP, Stack.IPV6.pod1());
    node.network().pod("pod2", POD2_IP, Stack.IPV6.pod2());
    node.put(web());
    for (Stack stack : Stack.values()) {
      node.put(webSlice(stack));
    }
    node.put(ServiceObject.named("changed", CHANGED).tcp(80));
    node.put(SliceObject.of("changed").ready(POD1_IP, NODE));
    node.settle();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** A Service with an address of each kind and family. */
  private static ServiceObject web() {
    ServiceObject web =
        ServiceObject.named("web", Stack.IPV4.clusterIp(1), Stack.IPV6.clusterIp(1))
            .port("", "TCP", 80, NODE_PORT);
    for (Stack stack : Stack.values()) {
      web.externalIp(stack.externalIp(1)).loadBalancer(stack.balancerIp(1), "VIP");
    }
    return web;
  }

  private static SliceObject webSlice(Stack stack) {
    return stack.slice("web").ready(stack.pod1(), NODE).ready(stack.pod2(), NODE);
  }

  /** Where the Service answers that nobody touches. */
  private static List<InetSocketAddress> everywhere() {
    List<InetSocketAddress> all = new ArrayList<>();
    for (Stack stack : Stack.values()) {
      all.add(new InetSocketAddress(stack.clusterIp(1), 80));
      all.add(new InetSocketAddress(stack.externalIp(1), 80));
      all.add(new InetSocketAddress(stack.balancerIp(1), 80));
      all.add(new InetSocketAddress(stack.node(), NODE_PORT));
    }
    return all;
  }

  @Test
  void aRestartMovesNoPacketAndForgetsNoClient() throws Exception {
    node.put(ServiceObject.named("sticky", "10.233.1.3").tcp(80).affinity(600));
    node.put(SliceObject.of("sticky").ready(POD1_IP, NODE).ready(POD2_IP, NODE));
    node.settle();
    Outcome before = node.host("client").tcp("10.233.1.3", 80);

    unbroken(
        () -> {
          for (int restarts = 0; restarts < 3; restarts++) {
            node.stop();
            node.put(SliceObject.of("changed").ready(restarts % 2 == 0 ? POD2_IP : POD1_IP, NODE));
            node.start();
            node.settle();
          }
        });

    assertThat(node.host("client").tcp(CHANGED, 80)).isEqualTo(new Answered("pod2", CLIENT_IP));
    for (int times = 0; times < 10; times++) {
      assertThat(node.host("client").tcp("10.233.1.3", 80)).isEqualTo(before);
    }
  }

  @Test
  void aProxyThatIsKilledWhileItWritesLeavesTrafficAloneAndTheNextOneGoesOn() throws Exception {
    node.stop();
    unbroken(
        () -> {
          Process first = process(POD1_IP);
          try {
            eventually(() -> answers(CHANGED, "pod1") && counts("10.233.1.9 . tcp . 80"));
          } finally {
            first.destroyForcibly().waitFor();
          }
          Process second = process(POD2_IP);
          try {
            eventually(() -> answers(CHANGED, "pod2"));
          } finally {
            second.destroyForcibly().waitFor();
          }
        });
  }

  @Test
  void aTransactionThatFailsIsMadeGoodByComparingEverything() throws Exception {
    unbroken(
        () -> {
          node.log().failNext(3);
          node.put(SliceObject.of("changed").ready(POD2_IP, NODE));
          eventually(() -> !node.log().failing() && answers(CHANGED, "pod2"));
        });
    assertThat(node.get(node.proxy().metricsPort(), "/metrics"))
        .contains(
            "\nkubeproxy_sync_proxy_rules_nftables_sync_failures_total{ip_family=\"IPv4\"} 1.0",
            "\nkubeproxy_sync_proxy_rules_nftables_sync_failures_total{ip_family=\"IPv6\"} 0.0");
  }

  @Test
  void messagesThatTheBusLosesAreMadeGoodByListingAgain() throws Exception {
    unbroken(
        () -> {
          lossy.set(true);
          for (int changes = 0; changes < 100; changes++) {
            node.put(SliceObject.of("changed").ready(changes % 2 == 0 ? POD1_IP : POD2_IP, NODE));
          }
          node.put(ServiceObject.named("late", "10.233.1.4").tcp(80));
          node.put(SliceObject.of("late").ready(POD1_IP, NODE));
          lossy.set(false);
          controlPlane.publishBookmarks();
          eventually(() -> answers(CHANGED, "pod2") && answers("10.233.1.4", "pod1"));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete element ip kube-proxy service-ips { 10.233.1.2 . tcp . 80 }",
        "flush map ip kube-proxy affinity",
        "add element ip kube-proxy cluster-ips { 10.233.1.77 : 0:2 }",
        "flush chain ip kube-proxy external-local",
        "add rule ip kube-proxy external-local accept",
        "add chain ip kube-proxy somebody",
      })
  void aPartThatSomebodyElseChangedComesBack(String command) throws Exception {
    String before = table();

    unbroken(
        () -> {
          nft(command);
          eventually(() -> table().equals(before));
        });
  }

  @Test
  void anElementThatSomebodyElseReplacedComesBack() throws Exception {
    unbroken(
        () -> {
          node.network()
              .node()
              .run(
                  "nft",
                  "delete element ip kube-proxy endpoints { 10.233.1.2 . tcp . 80 . 0:0 } ;"
                      + " add element ip kube-proxy endpoints"
                      + " { 10.233.1.2 . tcp . 80 . 0:0 : 10.233.64.99 . 8080 }");
          eventually(() -> answers(CHANGED, "pod1"));
        });
  }

  /** Packets that come before it is back are lost, and sent again by the client's kernel. */
  @ParameterizedTest
  @ValueSource(strings = {"delete table ip kube-proxy", "flush ruleset"})
  void aTableThatSomebodyElseDeletedIsBackBeforeAnyClientGivesUp(String command) throws Exception {
    unbroken(
        () -> {
          nft(command);
          node.put(SliceObject.of("changed").ready(POD2_IP, NODE));
          eventually(() -> answers(CHANGED, "pod2"));
        });
  }

  private interface Disturbance {
    void happen() throws Exception;
  }

  /** The Service that nobody touches answers before, during and after. */
  private void unbroken(Disturbance disturbance) throws Exception {
    try (ConnectionStream stream = node.host("client").stream(everywhere())) {
      stream.awaitMore(CONNECTIONS);
      disturbance.happen();
      stream.awaitMore(CONNECTIONS);
      stream.stop();
      LOG.info("{} connections, {} a second", stream.answered(), Math.round(stream.perSecond()));
      assertThat(stream.failures()).as("of %d connections", stream.answered()).isEmpty();
      assertThat(stream.answered()).isGreaterThanOrEqualTo(2 * CONNECTIONS);
      assertThat(stream.perSecond()).as("connections a second").isCloseTo(500, withinPercentage(1));
    }
  }

  private boolean answers(String service, String pod) {
    return node.host("client").tcp(service, 80) instanceof Answered(var by, var source)
        && by.equals(pod);
  }

  private boolean counts(String element) {
    return table().contains(element);
  }

  /** Without counters, and without what the kernel learns by itself. */
  private String table() {
    return node.network()
        .node()
        .run("nft", "--stateless", "--handle", "list", "table", "ip", "kube-proxy")
        .replaceAll(" # handle \\d+", "");
  }

  private void nft(String command) {
    node.network().node().run(("nft " + command).split(" "));
  }

  private Process process(String changed) throws Exception {
    ObjectNode objects = Json.object();
    objects
        .putArray("services")
        .add(web().json())
        .add(ServiceObject.named("changed", CHANGED).tcp(80).json())
        .add(ServiceObject.named("churn", "10.233.1.9").tcp(80).json());
    objects
        .putArray("slices")
        .add(webSlice(Stack.IPV4).json())
        .add(webSlice(Stack.IPV6).json())
        .add(SliceObject.of("changed").ready(changed, NODE).json());
    objects
        .putArray("churn")
        .add(SliceObject.of("churn").ready(POD1_IP, NODE).ready(POD2_IP, NODE).json())
        .add(SliceObject.of("churn").ready(POD1_IP, NODE).json());
    Path file = Files.write(directory.resolve("objects.json"), Json.bytes(objects));
    return new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            node.network().node().name(),
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ProxyProcess.class.getName(),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  /** While the bus is lossy, half of the messages are lost. */
  private void deliver(WatchEvent event, Consumer<WatchEvent> watcher) {
    if (!lossy.get() || random.nextBoolean()) {
      watcher.accept(event);
    }
  }
}
