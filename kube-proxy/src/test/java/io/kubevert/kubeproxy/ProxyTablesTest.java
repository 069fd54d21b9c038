package io.kubevert.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tables a node has while the proxy runs, when it has stopped, and after a clean-up. */
class ProxyTablesTest {
  private static final String GUARD = "kube-proxy-guard-" + ProcessHandle.current().pid();

  @Test
  void aStopLeavesTheRulesAndACleanUpNothing() throws Exception {
    try (ProxiedNode node =
        ProxiedNode.withPods(new Settings(NodePortAddresses.PRIMARY, false, true))) {
      node.settle();
      assertThat(tables(node))
          .containsExactlyInAnyOrder(
              "table ip kube-proxy",
              "table ip6 kube-proxy",
              "table ip kube-proxy-traffic",
              "table ip6 kube-proxy-traffic",
              "table ip " + GUARD,
              "table ip6 " + GUARD);

      node.stop();
      assertThat(tables(node))
          .containsExactlyInAnyOrder(
              "table ip kube-proxy",
              "table ip6 kube-proxy",
              "table ip kube-proxy-traffic",
              "table ip6 kube-proxy-traffic");

      node.network()
          .node()
          .call(
              () -> {
                Main.main(new String[] {"--cleanup"});
                return null;
              });
      assertThat(tables(node)).isEmpty();
    }
  }

  @Test
  void everyNodeOfAProcessHasAGuardThatNobodyElseRemoves() throws Exception {
    try (ProxiedNode one = new ProxiedNode();
        ProxiedNode other = new ProxiedNode()) {
      one.settle();
      other.settle();
      one.network().node().run("nft", "flush", "ruleset");

      assertThat(tables(one)).contains("table ip " + GUARD, "table ip6 " + GUARD);
      assertThat(tables(other)).contains("table ip " + GUARD, "table ip6 " + GUARD);
    }
  }

  private static List<String> tables(ProxiedNode node) {
    return node.network().node().run("nft", "list", "tables").lines().map(String::strip).toList();
  }
}
