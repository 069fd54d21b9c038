package io.kubevert.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the flags make of a proxy. */
class MainTest {
  private static final List<String> REQUIRED =
      List.of(
          "--hostname-override=worker1",
          "--node-ip=192.0.2.1,2001:db8::1",
          "--bus-address=192.0.2.9",
          "--pki-dir=/nowhere");

  private static KubeProxyConfig config(String... flags) {
    List<String> all = new ArrayList<>(REQUIRED);
    all.addAll(List.of(flags));
    Main main = new Main();
    Main.commandLine(main).parseArgs(all.toArray(String[]::new));
    return main.config();
  }

  @Test
  void fewFlagsAreNeeded() {
    assertThat(config())
        .isEqualTo(
            new KubeProxyConfig(
                "worker1",
                List.of("192.0.2.1", "2001:db8::1"),
                List.of("10.233.64.0/18"),
                List.of("10.233.0.0/18"),
                NodePortAddresses.PRIMARY,
                false,
                false,
                "0.0.0.0",
                10_256,
                "127.0.0.1",
                10_249,
                Optional.empty()));
  }

  @Test
  void eachFlagCounts() {
    KubeProxyConfig config =
        config(
            "--cluster-cidr=10.1.0.0/16,fd01::/64",
            "--service-cluster-ip-range=10.2.0.0/16,fd02::/112",
            "--nodeport-addresses=192.0.2.0/24,2001:db8::/64",
            "--masquerade-all",
            "--count-traffic",
            "--load-balancer-pool=public=192.0.2.100-192.0.2.109,2001:db8::/120",
            "--load-balancer-pool=10.9.0.1",
            "--lb-class=example.com/ours",
            "--healthz-bind-address=[::]:1",
            "--metrics-bind-address=127.0.0.2:2");

    assertThat(config)
        .isEqualTo(
            new KubeProxyConfig(
                "worker1",
                List.of("192.0.2.1", "2001:db8::1"),
                List.of("10.1.0.0/16", "fd01::/64"),
                List.of("10.2.0.0/16", "fd02::/112"),
                new NodePortAddresses(List.of("192.0.2.0/24", "2001:db8::/64")),
                true,
                true,
                "::",
                1,
                "127.0.0.2",
                2,
                Optional.of(
                    LoadBalancerConfig.of(
                        List.of(
                            AddressPool.parse("public=192.0.2.100-192.0.2.109,2001:db8::/120"),
                            AddressPool.parse("10.9.0.1")),
                        "example.com/ours"))));
  }

  @Test
  void balancingWithoutPoolsIsByObjectsAlone() {
    assertThat(config("--load-balancer", "--lb-class=example.com/ours").loadBalancer())
        .contains(LoadBalancerConfig.of(List.of(), "example.com/ours"));
  }
}
