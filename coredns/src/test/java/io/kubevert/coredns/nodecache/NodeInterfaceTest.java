package io.kubevert.coredns.nodecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.Eventually;
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
          Duration.ofMillis(100));

  private ScratchNamespace namespace;
  private Vertx vertx;

  @BeforeEach
  void enter() {
    namespace = ScratchNamespace.create("dns-link-" + ProcessHandle.current().pid());
    vertx = namespace.vertx();
  }

  @AfterEach
  void leave() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    namespace.close();
  }

  @Test
  void linkAndRulesAreMadeRepairedAndRemoved() throws Exception {
    NodeInterface node = new NodeInterface(vertx, OPTIONS, new PrometheusRegistry());
    node.start().await(10, TimeUnit.SECONDS);
    assertThat(addresses()).contains("169.254.25.10/32").contains("fd00::10/128");
    assertThat(rules()).contains("ip daddr 169.254.25.10 udp dport @ports notrack");

    namespace.run("ip", "link", "delete", "nodelocaldns");
    namespace.run("nft", "delete", "table", "inet", "node-cache");
    Eventually.holds(
        vertx, () -> addresses().contains("169.254.25.10/32") && rules().contains("notrack"));

    namespace.run("ip", "address", "delete", "169.254.25.10/32", "dev", "nodelocaldns");
    Eventually.holds(vertx, () -> addresses().contains("169.254.25.10/32"));

    node.stop();
    NodeInterface.tearDown(vertx, OPTIONS).await(10, TimeUnit.SECONDS);
    assertThat(addresses()).doesNotContain("169.254.25.10");
    assertThat(rules()).doesNotContain("node-cache");
  }

  private String addresses() {
    return namespace.run("ip", "-o", "address");
  }

  private String rules() {
    return namespace.run("nft", "list", "ruleset");
  }
}
