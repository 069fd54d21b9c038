package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of packets to node ports, external addresses and load-balancer addresses, beside
 * what {@link EveryProtocolPacketsTest} tells.
 */
class ExternalPacketsTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    node.host("pod1").serveSctp(8080);
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

    node.network().node().run("ip", "address", "add", balancer + stack.hostBits(), "dev", "lo");
    try {
      assertThat(tcp("node", balancer, 80))
          .as("from the address itself")
          .isInstanceOf(Answered.class);
    } finally {
      node.network().node().run("ip", "address", "del", balancer + stack.hostBits(), "dev", "lo");
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
    node.host("outside")
        .namespace()
        .run("ip", "address", "add", stack.balancerIp(30) + stack.hostBits(), "dev", "lo");
    awaitItself(stack.balancerIp(30));

    assertThat(Probes.of(5, () -> tcp("client", stack.balancerIp(30), 80)).answerers())
        .as("the balancer outside gets what is sent to it")
        .containsExactly("outside");
    assertThat(tcp("client", stack.clusterIp(30), 80)).isInstanceOf(Answered.class);
  }

  /** One may have the address for TCP and another for UDP, as DNS servers do. */
  @ParameterizedTest
  @EnumSource
  void servicesThatShareABalancersAddressAreToldApartByTheirPorts(Stack stack) throws Exception {
    String shared = stack.balancerIp(34);
    node.put(shared(stack, "tcp", 34, "TCP", 53));
    node.put(stack.slice("shared-tcp").ready(stack.pod1(), ProxiedNode.NODE));
    node.put(shared(stack, "udp", 35, "UDP", 53));
    node.put(stack.slice("shared-udp").ready(stack.pod2(), ProxiedNode.NODE));
    node.put(shared(stack, "gone", 36, "TCP", 54));
    node.settle();
    Host outside = node.host("outside");
    assertThat(Probes.of(5, () -> outside.tcp(shared, 53)).answerers()).containsExactly("pod1");
    assertThat(Probes.of(5, () -> outside.udp(shared, 53)).answerers()).containsExactly("pod2");
    assertThat(outside.tcp(shared, 54)).isEqualTo(new Refused());

    node.deleteService("shared-tcp");
    node.settle();
    assertThat(outside.tcp(shared, 53)).isNotInstanceOf(Answered.class);
    assertThat(Probes.of(5, () -> outside.udp(shared, 53)).answerers()).containsExactly("pod2");
  }

  private static ServiceObject shared(
      Stack stack, String name, int number, String protocol, int port) {
    return ServiceObject.named("shared-" + name, stack.clusterIp(number))
        .port("", protocol, port, 0)
        .loadBalancer(stack.balancerIp(34), "VIP");
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
  void nodePortsAnswerAtTheNodesPrimaryAddressAlone(Stack stack) throws Exception {
    String second = stack == Stack.IPV4 ? "192.0.2.78" : "2001:db8::78";
    String prefix = stack == Stack.IPV4 ? "/24" : "/64";
    node.network().node().run("ip", "address", "add", second + prefix, "dev", "outside", "nodad");
    node.put(outside(stack, "primary", 32));
    node.put(stack.threePods("primary"));
    node.settle();
    eventually(() -> tcp("outside", second, 8444).equals(new Answered("node", stack.outside())));

    assertThat(tcp("outside", stack.node(), 30_032)).isInstanceOf(Answered.class);
    assertThat(tcp("outside", second, 30_032)).isEqualTo(new Refused());
  }

  /** Other programs mark packets, too; only the proxy's own bit is its to set and to clear. */
  @ParameterizedTest
  @EnumSource
  void theMarksOfOthersStay(Stack stack) throws Exception {
    String family = stack == Stack.IPV4 ? "ip" : "ip6";
    node.put(outside(stack, "marked", 33));
    node.put(stack.slice("marked").ready(stack.pod1(), ProxiedNode.NODE));
    node.settle();
    node.network()
        .node()
        .run(
            "nft",
            """
            table %1$s others {
              chain before {
                type filter hook prerouting priority raw;
                %1$s daddr %2$s tcp flags syn meta mark set 0x10
              }
              chain after {
                type filter hook postrouting priority 1000;
                tcp flags syn meta mark 0x10 counter comment "as it was"
                tcp flags syn meta mark & 0x10 == 0x10 meta mark != 0x10 counter comment "changed"
              }
            }
            """
                .formatted(family, stack.externalIp(33)));
    try {
      assertThat(tcp("outside", stack.externalIp(33), 80))
          .isInstanceOfSatisfying(
              Answered.class, answer -> assertThat(answer.source()).isNotEqualTo(stack.outside()));
      String marks = node.network().node().run("nft", "list", "table", family, "others");
      assertThat(marks)
          .containsPattern("counter packets [1-9][0-9]* bytes [0-9]+ comment \"as it was\"")
          .containsPattern("counter packets 0 bytes 0 comment \"changed\"");
    } finally {
      node.network().node().run("nft", "delete", "table", family, "others");
    }
  }

  /** A port that is kept, as the kernel would, may be somebody else's just then. */
  @ParameterizedTest
  @MethodSource("io.kubevert.kubeproxy.EveryProtocolPacketsTest#everyProtocol")
  void whoeverIsMasqueradedGetsAPortThatIsDrawn(Stack stack, Transport transport) throws Exception {
    String ip = stack.clusterIp(37);
    node.put(ServiceObject.named("drawn", ip).port("", transport.name(), 80, 30_037));
    node.put(stack.slice("drawn").ready(stack.pod1(), ProxiedNode.NODE));
    node.settle();
    for (int times = 0; times < 5; times++) {
      assertThat(transport.probe(node.host("outside"), stack.node(), 30_037))
          .isInstanceOf(Answered.class);
      assertThat(transport.probe(node.host("pod1"), ip, 80)).isInstanceOf(Answered.class);
    }

    String tracked =
        node.network()
            .node()
            .run(
                "conntrack",
                "--dump",
                "--family",
                stack.name().toLowerCase(Locale.ROOT),
                "--proto",
                transport.name().toLowerCase(Locale.ROOT));
    assertThat(drawnPorts(tracked, stack.node(), 30_037)).as(tracked).isGreaterThanOrEqualTo(4);
    assertThat(drawnPorts(tracked, ip, 80)).as(tracked).isGreaterThanOrEqualTo(4);
  }

  /** How many flows to a destination are answered at another port than they came from. */
  private static long drawnPorts(String tracked, String to, int port) {
    return Pattern.compile(
            "dst=%s sport=(\\d+) dport=%d src=\\S+ dst=\\S+ sport=8080 dport=(\\d+)"
                .formatted(Pattern.quote(to), port))
        .matcher(tracked)
        .results()
        .filter(flow -> !flow.group(1).equals(flow.group(2)))
        .count();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheNodeItselfServesIsLeftAlone(Stack stack) throws Exception {
    assertThat(tcp("outside", stack.node(), 8444)).isEqualTo(new Answered("node", stack.outside()));
  }

  /** The kernel may take a moment to answer at an IPv6 address that was added. */
  private static void awaitItself(String address) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!(tcp("outside", address, 80) instanceof Answered)) {
      assertThat(System.nanoTime()).as("%s answers", address).isLessThan(deadline);
    }
  }
}
