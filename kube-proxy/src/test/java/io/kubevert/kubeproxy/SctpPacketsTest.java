package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SCTP goes where TCP goes. */
class SctpPacketsTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    List.of("pod1", "pod2", "remote").forEach(pod -> node.host(pod).serveSctp(8080));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Outcome sctp(String from, String to, int port) {
    return node.host(from).sctp(to, port);
  }

  @ParameterizedTest
  @EnumSource
  void aClusterAddressReachesEveryEndpointAndAnotherPortIsRefused(Stack stack) throws Exception {
    String ip = stack.clusterIp(80);
    node.put(ServiceObject.named("sctp", ip).port("", "SCTP", 3868, 0));
    node.put(stack.threePods("sctp"));
    node.settle();

    Probes probes = Probes.of(40, () -> sctp("client", ip, 3868));
    assertThat(probes.answerers()).containsExactly("pod1", "pod2", "remote");
    assertThat(probes.sources()).containsExactly(stack.client());
    assertThat(sctp("client", ip, 3869)).isEqualTo(new Refused());
    assertThat(sctp("client", stack.clusterIp(98), 3868)).isEqualTo(new Silence());
  }

  @ParameterizedTest
  @EnumSource
  void aClientWithAffinityComesBack(Stack stack) throws Exception {
    String ip = stack.clusterIp(81);
    node.put(ServiceObject.named("sctp-sticky", ip).port("", "SCTP", 3868, 0).affinity(600));
    node.put(stack.threePods("sctp-sticky"));
    node.settle();

    assertThat(Probes.of(20, () -> sctp("client", ip, 3868)).answerers()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void fromOutsideThePoliciesHold(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("sctp-cluster", stack.clusterIp(82))
            .port("", "SCTP", 3868, 30_082)
            .externalIp(stack.externalIp(82)));
    node.put(stack.slice("sctp-cluster").ready(stack.remote(), OTHER_NODE));
    node.put(
        ServiceObject.named("sctp-local", stack.clusterIp(83))
            .port("", "SCTP", 3868, 30_083)
            .loadBalancer(stack.balancerIp(83), "VIP")
            .externalPolicy("Local"));
    node.put(stack.slice("sctp-local").ready(stack.pod1(), NODE).ready(stack.remote(), OTHER_NODE));
    node.put(
        ServiceObject.named("sctp-nobody", stack.clusterIp(84)).port("", "SCTP", 3868, 30_084));
    node.settle();

    assertThat(sctp("outside", stack.node(), 30_082))
        .isInstanceOfSatisfying(
            Answered.class,
            answer -> {
              assertThat(answer.by()).isEqualTo("remote");
              assertThat(answer.source()).isNotEqualTo(stack.outside());
            });
    assertThat(sctp("outside", stack.externalIp(82), 3868)).isInstanceOf(Answered.class);
    Answered kept = new Answered("pod1", stack.outside());
    assertThat(sctp("outside", stack.node(), 30_083)).isEqualTo(kept);
    assertThat(sctp("outside", stack.balancerIp(83), 3868)).isEqualTo(kept);
    assertThat(sctp("outside", stack.node(), 30_084)).isEqualTo(new Refused());
    assertThat(sctp("client", stack.clusterIp(84), 3868)).isEqualTo(new Refused());
  }
}
