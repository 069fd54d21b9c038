package io.kubevert.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What becomes of packets to node ports, external addresses and load-balancer addresses, beside
 * what {@link EveryProtocolPacketsTest} tells.
 */
class ExternalPacketsTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    node.host("outside").serveTcp(80);
    node.host("node").serveTcp(8444);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Outcome tcp(String from, String to, int port) {
    return node.host(from).tcp(to, port);
  }

  /** A Service with an address of each kind; its node port is 30000 and the number. */
  private static ServiceObject outside(Stack stack, String name, int number) {
    return ServiceObject.named(name, stack.clusterIp(number))
        .port("", "TCP", 80, 30_000 + number)
        .externalIp(stack.externalIp(number))
        .loadBalancer(stack.balancerIp(number), "VIP");
  }

  @ParameterizedTest
  @EnumSource
  void aRangeWithTheNodesAddressAdmitsTheNodeAndTheLoadBalancersAddress(Stack stack)
      throws Exception {
    String balancer = stack.balancerIp(29);
    node.put(
        ServiceObject.named("by-annotation", stack.clusterIp(29))
            .tcp(80)
            .loadBalancer(balancer, "VIP")
            .annotation(
                "service.beta.kubernetes.io/load-balancer-source-ranges",
                stack.strangeRange() + ", " + stack.nodeRange()));
    node.put(stack.threePods("by-annotation"));
    node.settle();

    assertThat(tcp("outside", balancer, 80)).isInstanceOf(Answered.class);
    assertThat(tcp("node", balancer, 80)).isInstanceOf(Answered.class);
    assertThat(tcp("client", balancer, 80)).isEqualTo(new Silence());

    String prefix = stack == Stack.IPV4 ? "/32" : "/128";
    node.network().node().run("ip", "address", "add", balancer + prefix, "dev", "lo");
    try {
      assertThat(tcp("node", balancer, 80))
          .as("from the address itself")
          .isInstanceOf(Answered.class);
    } finally {
      node.network().node().run("ip", "address", "del", balancer + prefix, "dev", "lo");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressWhoseBalancerWantsToSeeTheTrafficIsNotTakenFromIt(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("proxied", stack.clusterIp(30))
            .tcp(80)
            .loadBalancer(stack.balancerIp(30), "Proxy"));
    node.put(stack.threePods("proxied"));
    node.settle();
    node.host("outside").namespace().run("ip", "address", "add", bits(stack, 30), "dev", "lo");
    awaitItself(stack.balancerIp(30));

    assertThat(Probes.of(5, () -> tcp("client", stack.balancerIp(30), 80)).answerers())
        .as("the balancer outside gets what is sent to it")
        .containsExactly("outside");
    assertThat(tcp("client", stack.clusterIp(30), 80)).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @EnumSource
  void nodePortsDoNotAnswerOnLoopback(Stack stack) throws Exception {
    node.put(outside(stack, "loopback", 31));
    node.put(stack.threePods("loopback"));
    node.settle();

    String loopback = stack == Stack.IPV4 ? "127.0.0.1" : "::1";
    assertThat(tcp("node", loopback, 30_031)).isEqualTo(new Refused());
    assertThat(tcp("node", stack.node(), 30_031)).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheNodeItselfServesIsLeftAlone(Stack stack) throws Exception {
    assertThat(tcp("outside", stack.node(), 8444)).isEqualTo(new Answered("node", stack.outside()));
  }

  /** The kernel may take a moment to answer at an IPv6 address that was added. */
  private static void awaitItself(String address) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!(tcp("outside", address, 80) instanceof Answered)) {
      assertThat(System.nanoTime()).as("%s answers", address).isLessThan(deadline);
    }
  }

  private static String bits(Stack stack, int number) {
    return stack.balancerIp(number) + (stack == Stack.IPV4 ? "/32" : "/128");
  }
}
