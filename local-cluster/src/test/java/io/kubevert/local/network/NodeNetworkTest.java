package io.kubevert.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeNetworkTest {
  private static final NodeNetwork NETWORK =
      new NodeNetwork("kubevert", "10.234.0", List.of("master", "worker1"));

  @Test
  void addressesFollowTheOrderOfNodes() {
    assertThat(NETWORK.hostAddress()).isEqualTo("10.234.0.1");
    assertThat(NETWORK.address("master")).isEqualTo("10.234.0.10");
    assertThat(NETWORK.address("worker1")).isEqualTo("10.234.0.11");
    assertThat(NETWORK.loadBalancerPool()).isEqualTo("10.234.0.100-10.234.0.199");
  }

  @ParameterizedTest
  @CsvSource({
    "Kubevert, 10.234.0, master, prefix",
    "averylongprefix, 10.234.0, master, prefix",
    "kubevert, 10.234, master, subnet",
    "kubevert, 10.234.256, master, subnet",
    "kubevert, 10.234.0.0, master, subnet",
    "kubevert, 10.234.0, ../x, node name",
    "kubevert, 10.234.0, a-very-long-name, node name",
  })
  void faultsAreNamed(String prefix, String subnet, String node, String fault) {
    assertThatThrownBy(() -> new NodeNetwork(prefix, subnet, List.of(node)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void allFaultsAreNamedAtOnce() {
    assertThatThrownBy(() -> new NodeNetwork("", "", List.of("x", "x")))
        .hasMessageContaining("prefix")
        .hasMessageContaining("subnet")
        .hasMessageContaining("same name");
  }

  @Test
  void whatIsThereIsNotMadeAgain() {
    NetworkPlan first = NetworkPlan.of(NETWORK, new NetworkPlan.Found(Map.of()), 1500);
    assertThat(first.host())
        .contains("netns add kubevert-worker1")
        .anyMatch(line -> line.startsWith("link add eth0 netns kubevert-worker1"));
    NetworkPlan second =
        NetworkPlan.of(
            NETWORK,
            new NetworkPlan.Found(
                Map.of(
                    "", Set.of("lo", "kubevert0"),
                    "kubevert-switch", Set.of("br0", "host", "master", "worker1"),
                    "kubevert-master", Set.of("eth0"),
                    "kubevert-worker1", Set.of("eth0"))),
            1400);
    assertThat(second.host()).noneMatch(line -> line.contains(" add "));
    assertThat(second.inside().get("kubevert-worker1")).contains("link set eth0 mtu 1400 up");
    assertThat(second.inside().get("kubevert-switch")).noneMatch(line -> line.contains(" add "));
  }
}
