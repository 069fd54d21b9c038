package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
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
 * What becomes of packets to node ports, external addresses and load-balancer addresses: who
 * answers, and which source it sees.
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
  void underThePolicyClusterEveryEndpointAnswersMasqueraded(Stack stack) throws Exception {
    node.put(outside(stack, "cluster", 20));
    node.put(stack.threePods("cluster"));
    node.settle();

    for (Probes probes :
        new Probes[] {
          Probes.of(50, () -> tcp("outside", stack.node(), 30_020)),
          Probes.of(50, () -> tcp("outside", stack.externalIp(20), 80)),
          Probes.of(50, () -> tcp("outside", stack.balancerIp(20), 80))
        }) {
      assertThat(probes.answerers()).containsExactly("pod1", "pod2", "remote");
      assertThat(probes.sources()).doesNotContain(stack.outside());
    }
    assertThat(tcp("client", stack.node(), 30_020)).isInstanceOf(Answered.class);
    assertThat(tcp("node", stack.node(), 30_020)).isInstanceOf(Answered.class);
    assertThat(tcp("client", stack.externalIp(20), 80)).isInstanceOf(Answered.class);
    assertThat(tcp("node", stack.balancerIp(20), 80)).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @EnumSource
  void underThePolicyLocalOutsidersKeepTheirAddressAndStayOnTheNode(Stack stack) throws Exception {
    node.put(outside(stack, "local", 21).externalPolicy("Local"));
    node.put(stack.slice("local").ready(stack.pod1(), NODE).ready(stack.remote(), OTHER_NODE));
    node.settle();

    Answered kept = new Answered("pod1", stack.outside());
    assertThat(Probes.of(15, () -> tcp("outside", stack.node(), 30_021)).outcomes())
        .containsExactly(kept);
    assertThat(Probes.of(15, () -> tcp("outside", stack.externalIp(21), 80)).outcomes())
        .containsExactly(kept);
    assertThat(Probes.of(15, () -> tcp("outside", stack.balancerIp(21), 80)).outcomes())
        .containsExactly(kept);
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyLocalDoesNotBindTheNodesOwnPods(Stack stack) throws Exception {
    node.put(outside(stack, "pods", 22).externalPolicy("Local"));
    node.put(stack.slice("pods").ready(stack.remote(), OTHER_NODE));
    node.settle();

    Answered kept = new Answered("remote", stack.client());
    assertThat(tcp("client", stack.node(), 30_022)).isEqualTo(kept);
    assertThat(tcp("client", stack.externalIp(22), 80)).isEqualTo(kept);
    assertThat(tcp("client", stack.balancerIp(22), 80)).isEqualTo(kept);
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyLocalDoesNotBindTheNodeItselfWhichIsMasqueraded(Stack stack) throws Exception {
    node.put(outside(stack, "host", 23).externalPolicy("Local"));
    node.put(stack.slice("host").ready(stack.remote(), OTHER_NODE));
    node.settle();

    for (Outcome outcome :
        new Outcome[] {
          tcp("node", stack.node(), 30_023),
          tcp("node", stack.externalIp(23), 80),
          tcp("node", stack.balancerIp(23), 80)
        }) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Answered.class, answer -> assertThat(answer.by()).isEqualTo("remote"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyLocalDropsOutsidersWhereOnlyOtherNodesServe(Stack stack) throws Exception {
    node.put(outside(stack, "elsewhere", 24).externalPolicy("Local"));
    node.put(stack.slice("elsewhere").ready(stack.remote(), OTHER_NODE));
    node.settle();

    assertThat(tcp("outside", stack.node(), 30_024)).isEqualTo(new Silence());
    assertThat(tcp("outside", stack.externalIp(24), 80)).isEqualTo(new Silence());
    assertThat(tcp("outside", stack.balancerIp(24), 80)).isEqualTo(new Silence());
    assertThat(tcp("client", stack.clusterIp(24), 80)).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @EnumSource
  void underThePolicyLocalAnEndpointOnItsWayOutServesWhileTheNodeHasNoOther(Stack stack)
      throws Exception {
    node.put(outside(stack, "draining", 25).externalPolicy("Local"));
    node.put(
        stack
            .slice("draining")
            .endpoint(stack.pod2(), NODE, false, true, true)
            .ready(stack.remote(), OTHER_NODE));
    node.settle();

    assertThat(tcp("outside", stack.node(), 30_025))
        .isEqualTo(new Answered("pod2", stack.outside()));
  }

  @ParameterizedTest
  @EnumSource
  void aServiceWithoutEndpointsRefusesEverywhere(Stack stack) throws Exception {
    node.put(outside(stack, "nobody", 26).port("u", "UDP", 80, 30_026));
    node.put(outside(stack, "nobody-local", 27).externalPolicy("Local"));
    node.settle();

    for (int number : new int[] {26, 27}) {
      assertThat(tcp("outside", stack.node(), 30_000 + number)).isEqualTo(new Refused());
      assertThat(tcp("outside", stack.externalIp(number), 80)).isEqualTo(new Refused());
      assertThat(tcp("outside", stack.balancerIp(number), 80)).isEqualTo(new Refused());
    }
    assertThat(tcp("node", stack.node(), 30_026)).isEqualTo(new Refused());
    assertThat(node.host("outside").udp(stack.node(), 30_026)).isEqualTo(new Refused());
  }

  @ParameterizedTest
  @EnumSource
  void sourceRangesGuardTheLoadBalancersAddressAlone(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("guarded", stack.clusterIp(28))
            .port("", "TCP", 80, 30_028)
            .externalIp(stack.externalIp(28))
            .loadBalancer(
                stack.balancerIp(28), "VIP", " " + stack.podRange() + " ", stack.strangeRange()));
    node.put(stack.threePods("guarded"));
    node.settle();

    assertThat(tcp("outside", stack.balancerIp(28), 80)).isEqualTo(new Silence());
    assertThat(tcp("client", stack.balancerIp(28), 80)).isInstanceOf(Answered.class);
    assertThat(tcp("node", stack.balancerIp(28), 80)).isEqualTo(new Silence());
    assertThat(tcp("outside", stack.node(), 30_028)).isInstanceOf(Answered.class);
    assertThat(tcp("outside", stack.externalIp(28), 80)).isInstanceOf(Answered.class);
    assertThat(tcp("outside", stack.clusterIp(28), 80)).isInstanceOf(Answered.class);
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
