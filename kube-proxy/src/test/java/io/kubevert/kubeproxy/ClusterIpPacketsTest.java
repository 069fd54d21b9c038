package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What becomes of packets to cluster addresses, beside what {@link EveryProtocolPacketsTest} tells.
 */
class ClusterIpPacketsTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    node.host("pod2").serveTcp(8090);
    for (int port = 80; port <= 83; port++) {
      node.host("outside").serveTcp(port);
    }
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Outcome tcp(String from, String to, int port) {
    return node.host(from).tcp(to, port);
  }

  @ParameterizedTest
  @EnumSource
  void endpointsOnTheirWayOutServeWhileThereAreNoOthers(Stack stack) throws Exception {
    String ip = stack.clusterIp(8);
    node.put(ServiceObject.named("leaving", ip).tcp(80));
    node.put(
        stack
            .slice("leaving")
            .endpoint(stack.pod1(), NODE, false, true, true)
            .endpoint(stack.pod2(), NODE, false, false, true));
    node.settle();
    assertThat(Probes.of(20, () -> tcp("client", ip, 80)).answerers()).containsExactly("pod1");

    node.put(
        stack
            .slice("leaving")
            .endpoint(stack.pod1(), NODE, false, true, true)
            .ready(stack.remote(), OTHER_NODE));
    node.settle();
    assertThat(Probes.of(20, () -> tcp("client", ip, 80)).answerers()).containsExactly("remote");
  }

  @ParameterizedTest
  @EnumSource
  void aNamedPortLeadsToAnotherNumberInEachSlice(Stack stack) throws Exception {
    String ip = stack.clusterIp(10);
    node.put(ServiceObject.named("named", ip).port("http", "TCP", 80, 0));
    node.put(stack.emptySlice("named").port("http", "TCP", 8080).ready(stack.pod1(), NODE));
    node.put(
        stack
            .emptySlice("named")
            .called("named-other-" + stack)
            .port("http", "TCP", 8090)
            .ready(stack.pod2(), NODE));
    node.put(
        stack
            .emptySlice("named")
            .called("named-nameless-" + stack)
            .port("", "TCP", 8080)
            .ready(stack.remote(), OTHER_NODE));
    node.settle();

    assertThat(Probes.of(60, () -> tcp("client", ip, 80)).answerers())
        .containsExactly("pod1", "pod2");
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointInTwoSlicesCountsOnce(Stack stack) throws Exception {
    String ip = stack.clusterIp(11);
    node.put(ServiceObject.named("twice", ip).tcp(80));
    node.put(stack.slice("twice").endpoint(stack.pod1(), NODE, false, false, false));
    node.put(stack.slice("twice").called("twice-other-" + stack).ready(stack.pod1(), NODE));
    node.settle();

    assertThat(Probes.of(10, () -> tcp("client", ip, 80)).answerers()).containsExactly("pod1");
  }

  @Test
  void bothAddressesOfADualStackServiceAnswerEachWithItsOwnEndpoints() throws Exception {
    String ip = Stack.IPV4.clusterIp(12);
    String ip6 = Stack.IPV6.clusterIp(12);
    node.put(ServiceObject.named("dual", ip, ip6).tcp(80));
    node.put(Stack.IPV4.slice("dual").ready(Stack.IPV4.pod1(), NODE));
    node.put(Stack.IPV6.slice("dual").ready(Stack.IPV6.pod2(), NODE));
    node.settle();

    assertThat(tcp("client", ip, 80)).isEqualTo(new Answered("pod1", Stack.IPV4.client()));
    assertThat(tcp("client", ip6, 80)).isEqualTo(new Answered("pod2", Stack.IPV6.client()));
    node.put(Stack.IPV6.slice("dual"));
    node.settle();
    assertThat(tcp("client", ip, 80)).isEqualTo(new Answered("pod1", Stack.IPV4.client()));
    assertThat(tcp("client", ip6, 80)).isEqualTo(new Refused());
  }

  @ParameterizedTest
  @EnumSource
  void theProtocolsOfOnePortAreApart(Stack stack) throws Exception {
    String ip = stack.clusterIp(13);
    node.put(ServiceObject.named("dns", ip).port("t", "TCP", 53, 0).port("u", "UDP", 53, 0));
    node.put(stack.emptySlice("dns").port("t", "TCP", 8080).ready(stack.pod1(), NODE));
    node.put(
        stack
            .emptySlice("dns")
            .called("dns-udp-" + stack)
            .port("u", "UDP", 8080)
            .ready(stack.pod2(), NODE));
    node.settle();

    assertThat(tcp("client", ip, 53)).isEqualTo(new Answered("pod1", stack.client()));
    assertThat(node.host("client").udp(ip, 53)).isEqualTo(new Answered("pod2", stack.client()));
  }

  /** The addresses are somebody's, who gets what is sent there. */
  @ParameterizedTest
  @EnumSource
  void whatIsNotForThisProxyIsLeftAlone(Stack stack) throws Exception {
    String strangers = stack.externalIp(14);
    Host owner = node.host("outside");
    owner
        .namespace()
        .run("ip", "address", "add", strangers + stack.hostBits(), "dev", "lo", "nodad");
    node.put(
        ServiceObject.named("other", strangers)
            .tcp(80)
            .label("service.kubernetes.io/service-proxy-name", "someone"));
    node.put(stack.threePods("other"));
    node.put(ServiceObject.named("headless", "None").tcp(81).externalIp(strangers));
    node.put(stack.threePods("headless"));
    node.put(ServiceObject.named("alias").type("ExternalName").externalIp(strangers).tcp(82));
    node.put(stack.threePods("alias"));
    node.put(ServiceObject.named("marked", stack.clusterIp(14)).externalIp(strangers).tcp(83));
    node.put(stack.threePods("marked").label("service.kubernetes.io/headless", ""));
    node.settle();

    Outcome untouched = new Answered("outside", stack.client());
    for (int port = 80; port <= 82; port++) {
      assertThat(tcp("client", strangers, port)).as("port %d", port).isEqualTo(untouched);
    }
    assertThat(tcp("client", strangers, 83)).as("a slice of no Service's").isEqualTo(new Refused());
  }

  /** The addresses are somebody's, who gets what is sent there while no range has them. */
  @ParameterizedTest
  @EnumSource
  void aRangeThatIsAddedCountsAsTheFirstDoesUntilItIsTakenAway(Stack stack) throws Exception {
    String prefix = stack == Stack.IPV4 ? "10.99.0." : "fd99::";
    String free = prefix + 9;
    Host owner = node.host("outside");
    owner.namespace().run("ip", "address", "add", free + stack.hostBits(), "dev", "lo", "nodad");
    assertThat(tcp("client", free, 80)).isEqualTo(new Answered("outside", stack.client()));

    node.putServiceCidr("more", prefix + "0" + (stack == Stack.IPV4 ? "/24" : "/112"));
    node.put(ServiceObject.named("in-more", prefix + 1).tcp(80));
    node.put(stack.slice("in-more").ready(stack.pod1(), NODE));
    node.settle();
    for (String from : List.of("client", "node")) {
      assertThat(tcp(from, free, 80)).isEqualTo(new Silence());
      assertThat(tcp(from, prefix + 1, 81)).isEqualTo(new Refused());
    }
    assertThat(tcp("client", prefix + 1, 80)).isEqualTo(new Answered("pod1", stack.client()));
    assertThat(tcp("client", stack.clusterIp(99), 80))
        .as("an address of the first range")
        .isEqualTo(new Silence());

    node.deleteServiceCidr("more");
    node.settle();
    assertThat(tcp("client", free, 80)).isEqualTo(new Answered("outside", stack.client()));
    assertThat(tcp("client", prefix + 1, 80)).isInstanceOf(Answered.class);
  }

  @Test
  void theLabelOfAnotherProxyTakesAServiceAway() throws Exception {
    ServiceObject service = ServiceObject.named("labelled", "10.233.1.15").tcp(80);
    node.put(service);
    node.put(Stack.IPV4.threePods("labelled"));
    node.settle();
    assertThat(tcp("client", "10.233.1.15", 80)).isInstanceOf(Answered.class);

    node.put(service.label("service.kubernetes.io/service-proxy-name", "someone"));
    node.settle();
    assertThat(tcp("client", "10.233.1.15", 80)).isEqualTo(new Silence());
  }
}
