package io.kubevert.coredns.nodecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.netns.ScratchNamespace;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a namespace of the test's own; needs root and Debian's iproute2 and nftables. */
class NodeInterfaceTest {
  private static final NodeInterfaceOptions OPTIONS =
      new NodeInterfaceOptions(
          "nodelocaldns",
          List.of("169.254.25.10", "fd00::10"),
          true,
          true,
          List.of(8080),
          Duration.ofMillis(100),
          new ObjectKey("kube-system", "coredns"));

  private final FakeControlPlane controlPlane = new FakeControlPlane();

  private ScratchNamespace namespace;
  private Vertx vertx;

  @BeforeEach
  void enter() {
    namespace = ScratchNamespace.create("dns-link-" + ProcessHandle.current().pid());
    vertx = namespace.vertx();
  }

  @AfterEach
  void leave() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
    namespace.close();
  }

  @Test
  void linkAndRulesAreMadeRepairedAndRemoved() throws Exception {
    slice("192.0.2.1", "fd00::1");
    NodeInterface node = start();
    assertThat(addresses()).contains("169.254.25.10/32").contains("fd00::10/128");
    assertThat(rules()).contains("ip daddr 169.254.25.10 udp dport @ports notrack");
    Eventually.holds(vertx, () -> rules().contains("ip daddr 169.254.25.10 udp dport 53 dnat ip"));

    namespace.run("ip", "link", "delete", "nodelocaldns");
    namespace.run("nft", "delete", "table", "inet", "node-cache");
    Eventually.holds(
        vertx, () -> addresses().contains("169.254.25.10/32") && rules().contains("dnat"));

    ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/nft"))
        .forEach(NodeInterfaceTest::kill);
    Eventually.holds(vertx, () -> rules().contains("notrack"));

    namespace.run("ip", "address", "delete", "169.254.25.10/32", "dev", "nodelocaldns");
    Eventually.holds(vertx, () -> addresses().contains("169.254.25.10/32"));

    node.stop().await(30, TimeUnit.SECONDS);
    assertThat(rules()).doesNotContain("notrack").contains("dnat");
    NodeInterface.tearDown(vertx, OPTIONS).await(30, TimeUnit.SECONDS);
    assertThat(addresses()).doesNotContain("169.254.25.10");
    assertThat(rules()).doesNotContain("node-cache");
  }

  @Test
  void theClusterServersAreFollowedAndNoOtherServicesEndpoints() throws Exception {
    NodeInterface node = start();
    slice("192.0.2.1", "192.0.2.2");
    Eventually.holds(vertx, () -> rules().contains("{ 0 : 192.0.2.1 . 53, 1 : 192.0.2.2 . 53 }"));

    slice("192.0.2.3");
    Eventually.holds(vertx, () -> rules().contains("{ 0 : 192.0.2.3 . 53 }"));

    slice();
    node.stop().await(30, TimeUnit.SECONDS);
    assertThat(rules()).as("the last that were there").contains("192.0.2.3 . 53");
  }

  private NodeInterface start() throws Exception {
    NodeInterface node =
        new NodeInterface(
            vertx,
            controlPlane.clientFor(vertx.getOrCreateContext()),
            OPTIONS,
            new PrometheusRegistry());
    node.start().compose(done -> node.claim()).await(30, TimeUnit.SECONDS);
    return node;
  }

  private void slice(String... addresses) throws Exception {
    for (String service : List.of("coredns", "other")) {
      String own = String.join("\"]}, {\"addresses\": [\"", addresses);
      String endpoints = addresses.length == 0 ? "" : "{\"addresses\": [\"" + own + "\"]}";
      Objects.put(
          controlPlane,
          """
          {"kind": "EndpointSlice", "metadata": {"namespace": "kube-system", "name": "%1$s-1",
            "labels": {"kubernetes.io/service-name": "%1$s"}}, "addressType": "IPv4",
           "endpoints": [%2$s],
           "ports": [{"name": "dns", "protocol": "UDP", "port": %3$d},
                     {"name": "metrics", "protocol": "TCP", "port": 9153},
                     {"name": "dns-tcp", "protocol": "TCP", "port": %3$d}]}
          """
              .formatted(service, endpoints, service.equals("coredns") ? 53 : 54));
    }
  }

  /** What it held is gone with it, not a while later. */
  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  private String addresses() {
    return namespace.run("ip", "-o", "address");
  }

  private String rules() {
    return namespace.run("nft", "list", "ruleset");
  }
}
