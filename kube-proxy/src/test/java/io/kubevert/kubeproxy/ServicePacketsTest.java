package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static io.kubevert.kubeproxy.network.NodeNetwork.NODE_IP;
import static io.kubevert.kubeproxy.network.NodeNetwork.OUTSIDE_IP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where real packets end, who answers, and which source the answerer sees. */
class ServicePacketsTest {
  private static final String CLIENT_IP = "10.233.64.10";
  private static final String POD1_IP = "10.233.64.11";
  private static final String POD2_IP = "10.233.64.12";
  private static final String REMOTE_IP = "10.233.65.11";

  private static ProxiedNode node;

  @BeforeAll
  static void start() throws Exception {
    node = new ProxiedNode();
    node.network().pod("client", CLIENT_IP, "fd00:64::10");
    node.network().pod("pod1", POD1_IP, "fd00:64::11");
    node.network().pod("pod2", POD2_IP, "fd00:64::12");
    node.network().pod("remote", REMOTE_IP);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static SliceObject threePods(String service) {
    return SliceObject.of(service)
        .ready(POD1_IP, NODE)
        .ready(POD2_IP, NODE)
        .ready(REMOTE_IP, OTHER_NODE);
  }

  private static Set<Outcome> outcomes(int times, Supplier<Outcome> probe) {
    return Stream.generate(probe).limit(times).collect(Collectors.toSet());
  }

  private static Outcome tcp(String from, String to, int port) {
    return node.host(from).tcp(to, port);
  }

  @Test
  void aClusterAddressReachesEveryEndpointWithTheClientsOwnAddress() throws Exception {
    node.put(ServiceObject.named("web", "10.233.1.1").tcp(80));
    node.put(threePods("web"));
    node.settle();

    assertThat(outcomes(60, () -> tcp("client", "10.233.1.1", 80)))
        .containsExactlyInAnyOrder(
            new Answered("pod1", CLIENT_IP),
            new Answered("pod2", CLIENT_IP),
            new Answered("remote", CLIENT_IP));
  }

  @Test
  void theNodeAndOutsidersReachAClusterAddressMasqueraded() throws Exception {
    node.put(ServiceObject.named("masq", "10.233.1.2").tcp(80));
    node.put(SliceObject.of("masq").ready(POD1_IP, NODE));
    node.settle();

    assertThat(tcp("outside", "10.233.1.2", 80))
        .isInstanceOfSatisfying(
            Answered.class, answer -> assertThat(answer.source()).isNotEqualTo(OUTSIDE_IP));
    assertThat(tcp("node", "10.233.1.2", 80))
        .isInstanceOfSatisfying(
            Answered.class, answer -> assertThat(answer.by()).isEqualTo("pod1"));
  }

  @Test
  void aPodReachesItselfThroughItsService() throws Exception {
    node.put(ServiceObject.named("hairpin", "10.233.1.3").tcp(80));
    node.put(SliceObject.of("hairpin").ready(POD1_IP, NODE));
    node.settle();

    assertThat(tcp("pod1", "10.233.1.3", 80))
        .isInstanceOfSatisfying(
            Answered.class,
            answer -> {
              assertThat(answer.by()).isEqualTo("pod1");
              assertThat(answer.source()).isNotEqualTo(POD1_IP);
            });
  }

  @Test
  void aServiceWithoutEndpointsRefusesAtOnce() throws Exception {
    node.put(
        ServiceObject.named("nobody", "10.233.1.4")
            .port("t", "TCP", 80, 30104)
            .port("u", "UDP", 80, 30104)
            .externalIp("198.51.100.4"));
    node.settle();

    assertThat(tcp("client", "10.233.1.4", 80)).isEqualTo(new Refused());
    assertThat(tcp("node", "10.233.1.4", 80)).isEqualTo(new Refused());
    assertThat(tcp("outside", NODE_IP, 30104)).isEqualTo(new Refused());
    assertThat(tcp("outside", "198.51.100.4", 80)).isEqualTo(new Refused());
    assertThat(node.host("client").udp("10.233.1.4", 80)).isEqualTo(new Refused());
    assertThat(node.host("outside").udp(NODE_IP, 30104)).isEqualTo(new Refused());
  }

  @Test
  void aPortThatALiveServiceDoesNotHaveIsRefusedAndAnAddressThatNobodyHasIsDropped()
      throws Exception {
    node.put(ServiceObject.named("ports", "10.233.1.5").tcp(80));
    node.put(threePods("ports"));
    node.settle();

    assertThat(tcp("client", "10.233.1.5", 81)).isEqualTo(new Refused());
    assertThat(tcp("client", "10.233.1.250", 80)).isEqualTo(new Silence());
    assertThat(tcp("node", "10.233.1.250", 80)).isEqualTo(new Silence());
  }

  @Test
  void udpIsForwarded() throws Exception {
    node.put(ServiceObject.named("udp", "10.233.1.6").port("", "UDP", 53, 30106));
    node.put(threePods("udp"));
    node.settle();

    assertThat(outcomes(40, () -> node.host("client").udp("10.233.1.6", 53)))
        .hasSize(3)
        .contains(new Answered("pod1", CLIENT_IP));
    assertThat(node.host("outside").udp(NODE_IP, 30106)).isInstanceOf(Answered.class);
  }

  @Test
  void aNodePortReachesEveryEndpointMasquerading() throws Exception {
    node.put(ServiceObject.named("nodeport", "10.233.1.7").port("", "TCP", 80, 30107));
    node.put(threePods("nodeport"));
    node.settle();

    Set<Outcome> outcomes = outcomes(60, () -> tcp("outside", NODE_IP, 30107));
    assertThat(outcomes).hasSize(3).allMatch(Answered.class::isInstance);
    assertThat(outcomes)
        .noneMatch(o -> o instanceof Answered(var by, var s) && s.equals(OUTSIDE_IP));
    assertThat(tcp("client", NODE_IP, 30107)).isInstanceOf(Answered.class);
    assertThat(tcp("node", NODE_IP, 30107)).isInstanceOf(Answered.class);
  }

  @Test
  void theExternalPolicyLocalKeepsTheSourceAndStaysOnTheNodeForOutsidersOnly() throws Exception {
    node.put(
        ServiceObject.named("etp", "10.233.1.8")
            .port("", "TCP", 80, 30108)
            .externalIp("198.51.100.8")
            .externalPolicy("Local"));
    node.put(SliceObject.of("etp").ready(POD1_IP, NODE).ready(REMOTE_IP, OTHER_NODE));
    node.settle();

    assertThat(outcomes(20, () -> tcp("outside", NODE_IP, 30108)))
        .containsExactly(new Answered("pod1", OUTSIDE_IP));
    assertThat(outcomes(20, () -> tcp("outside", "198.51.100.8", 80)))
        .containsExactly(new Answered("pod1", OUTSIDE_IP));
    assertThat(outcomes(40, () -> tcp("client", "198.51.100.8", 80)))
        .containsExactlyInAnyOrder(
            new Answered("pod1", CLIENT_IP), new Answered("remote", CLIENT_IP));
    assertThat(outcomes(40, () -> tcp("node", NODE_IP, 30108))).hasSize(2);
  }

  @Test
  void aLocalPolicyWithEndpointsElsewhereOnlyDrops() throws Exception {
    node.put(
        ServiceObject.named("elsewhere", "10.233.1.9")
            .port("", "TCP", 80, 30109)
            .externalPolicy("Local")
            .internalPolicy("Local"));
    node.put(SliceObject.of("elsewhere").ready(REMOTE_IP, OTHER_NODE));
    node.settle();

    assertThat(tcp("outside", NODE_IP, 30109)).isEqualTo(new Silence());
    assertThat(tcp("client", "10.233.1.9", 80)).isEqualTo(new Silence());
    assertThat(tcp("client", NODE_IP, 30109)).isInstanceOf(Answered.class);
  }

  @Test
  void theInternalPolicyLocalStaysOnTheNode() throws Exception {
    node.put(ServiceObject.named("itp", "10.233.1.10").tcp(80).internalPolicy("Local"));
    node.put(threePods("itp"));
    node.settle();

    assertThat(outcomes(40, () -> tcp("client", "10.233.1.10", 80)))
        .containsExactlyInAnyOrder(
            new Answered("pod1", CLIENT_IP), new Answered("pod2", CLIENT_IP));
  }

  @Test
  void aClientComesBackToItsEndpointWhateverAddressItUses() throws Exception {
    node.put(
        ServiceObject.named("sticky", "10.233.1.11")
            .port("", "TCP", 80, 30111)
            .externalIp("198.51.100.11")
            .affinity(600));
    node.put(threePods("sticky"));
    node.settle();

    Set<Outcome> first = outcomes(30, () -> tcp("client", "10.233.1.11", 80));
    assertThat(first).hasSize(1);
    String by = ((Answered) first.iterator().next()).by();
    assertThat(outcomes(30, () -> tcp("client", NODE_IP, 30111)))
        .allMatch(o -> o instanceof Answered(var name, var source) && name.equals(by));
    assertThat(outcomes(30, () -> tcp("client", "198.51.100.11", 80)))
        .allMatch(o -> o instanceof Answered(var name, var source) && name.equals(by));
  }

  @Test
  void aClientWhoseEndpointIsGoneGetsAnotherAndKeepsIt() throws Exception {
    node.put(ServiceObject.named("moved", "10.233.1.12").tcp(80).affinity(600));
    node.put(threePods("moved"));
    node.settle();
    String first = ((Answered) tcp("client", "10.233.1.12", 80)).by();

    SliceObject rest = SliceObject.of("moved");
    for (String pod : Set.of("pod1", "pod2", "remote")) {
      if (!pod.equals(first)) {
        rest.ready(node.host(pod).address(), NODE);
      }
    }
    node.put(rest);
    node.settle();
    Set<Outcome> second = outcomes(30, () -> tcp("client", "10.233.1.12", 80));
    assertThat(second).hasSize(1);
    String next = ((Answered) second.iterator().next()).by();
    assertThat(next).isNotEqualTo(first);

    node.put(threePods("moved"));
    node.settle();
    assertThat(outcomes(30, () -> tcp("client", "10.233.1.12", 80)))
        .as("a new endpoint takes no client away")
        .containsExactly(new Answered(next, CLIENT_IP));
  }

  @Test
  void affinityEndsWithItsTime() throws Exception {
    node.put(ServiceObject.named("short", "10.233.1.13").tcp(80).affinity(1));
    node.put(threePods("short"));
    node.settle();

    Set<Outcome> seen = new java.util.HashSet<>();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (seen.size() < 2 && System.nanoTime() < deadline) {
      seen.add(tcp("client", "10.233.1.13", 80));
      assertThat(node.host("client").tcp("10.233.1.250", 80)).isEqualTo(new Silence());
      assertThat(node.host("client").tcp("10.233.1.250", 80)).isEqualTo(new Silence());
    }
    assertThat(seen).hasSizeGreaterThan(1);
  }

  @Test
  void sourceRangesGuardTheLoadBalancersAddressAndNothingElse() throws Exception {
    node.put(
        ServiceObject.named("ranges", "10.233.1.14")
            .port("", "TCP", 80, 30114)
            .loadBalancer("203.0.113.14", "VIP", " 10.233.64.0/18 ", "10.0.0.0/8"));
    node.put(
        ServiceObject.named("allowed", "10.233.1.15")
            .tcp(80)
            .loadBalancer("203.0.113.15", "VIP", "192.0.2.0/24"));
    node.put(threePods("ranges"));
    node.put(threePods("allowed"));
    node.settle();

    assertThat(tcp("outside", "203.0.113.14", 80)).isEqualTo(new Silence());
    assertThat(tcp("client", "203.0.113.14", 80)).isInstanceOf(Answered.class);
    assertThat(tcp("outside", NODE_IP, 30114)).isInstanceOf(Answered.class);
    assertThat(tcp("outside", "203.0.113.15", 80)).isInstanceOf(Answered.class);
    assertThat(tcp("client", "203.0.113.15", 80)).isEqualTo(new Silence());
    assertThat(tcp("node", "203.0.113.15", 80)).isInstanceOf(Answered.class);
  }

  @Test
  void endpointsOnTheirWayOutServeWhileThereAreNoOthers() throws Exception {
    node.put(ServiceObject.named("leaving", "10.233.1.16").tcp(80));
    node.put(
        SliceObject.of("leaving")
            .endpoint(POD1_IP, NODE, false, true, true)
            .endpoint(POD2_IP, NODE, false, false, true));
    node.settle();
    assertThat(outcomes(20, () -> tcp("client", "10.233.1.16", 80)))
        .containsExactly(new Answered("pod1", CLIENT_IP));

    node.put(
        SliceObject.of("leaving")
            .endpoint(POD1_IP, NODE, false, true, true)
            .ready(REMOTE_IP, OTHER_NODE));
    node.settle();
    assertThat(outcomes(20, () -> tcp("client", "10.233.1.16", 80)))
        .containsExactly(new Answered("remote", CLIENT_IP));
  }

  @Test
  void aServiceOfAnotherProxyIsLeftAlone() throws Exception {
    node.put(
        ServiceObject.named("other", "203.0.113.17")
            .tcp(80)
            .label("service.kubernetes.io/service-proxy-name", "someone"));
    node.put(threePods("other"));
    node.settle();

    assertThat(node.log().texts()).noneMatch(text -> text.contains("203.0.113.17"));
  }

  @Test
  void ipv6IsForwardedLikeIpv4() throws Exception {
    node.put(ServiceObject.named("six", "fd00:10::1").port("", "TCP", 80, 30118).affinity(600));
    node.put(SliceObject.ofIpv6("six").ready("fd00:64::11", NODE).ready("fd00:64::12", NODE));
    node.put(ServiceObject.named("six-nobody", "fd00:10::2").tcp(80));
    node.settle();
    node.log().await("fd00:10::2 . tcp . 80 : goto reject-chain");

    assertThat(outcomes(20, () -> tcp("client", "fd00:10::1", 80)))
        .hasSize(1)
        .allMatch(Answered.class::isInstance);
    assertThat(tcp("outside", "2001:db8::1", 30118)).isInstanceOf(Answered.class);
    assertThat(tcp("client", "fd00:10::2", 80)).isEqualTo(new Refused());
    assertThat(tcp("client", "fd00:10::99", 80)).isEqualTo(new Silence());
  }

  @Test
  void healthMetricsAndWhatIsProgrammedAreThereToRead() throws Exception {
    node.put(ServiceObject.named("counted", "10.233.1.19").tcp(80));
    node.put(SliceObject.of("counted").ready(POD1_IP, NODE));
    node.settle();
    assertThat(tcp("client", "10.233.1.19", 80)).isInstanceOf(Answered.class);
    int metrics = node.proxy().metricsPort();

    assertThat(node.get(node.proxy().healthzPort(), "/healthz")).contains("\"nodeEligible\":true");
    assertThat(node.get(metrics, "/metrics"))
        .contains("kubeproxy_sync_proxy_rules_duration_seconds_count");
    assertThat(node.get(metrics, "/debug/services")).contains("default/counted");
    assertThat(node.get(metrics, "/debug/services/default/counted"))
        .contains("10.233.1.19 . tcp . 80 . 0")
        .contains(POD1_IP + " . 8080")
        .contains("\"connections\":1");
  }
}
