package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tracked flows stay, and which go, with real ones. */
class StaleFlowsTest {
  private static final String CLIENT_IP = "10.233.64.10";
  private static final String POD1_IP = "10.233.64.11";
  private static final String POD2_IP = "10.233.64.12";
  private static final String SERVICE_IP = "10.233.1.3";

  private ProxiedNode node;

  @BeforeEach
  void start() throws Exception {
    node = new ProxiedNode();
    node.network().pod("client", CLIENT_IP, "fd00:64::10");
    node.network().pod("pod1", POD1_IP, "fd00:64::11");
    node.network().pod("pod2", POD2_IP, "fd00:64::12");
    node.put(
        ServiceObject.named("dns", SERVICE_IP)
            .port("udp", "UDP", 53, 0)
            .port("sctp", "SCTP", 53, 0));
    node.put(slice(POD1_IP));
    node.settle();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static SliceObject slice(String... pods) {
    SliceObject slice =
        SliceObject.withoutPorts("dns").port("udp", "UDP", 8080).port("sctp", "SCTP", 8080);
    for (String pod : pods) {
      slice.ready(pod, NODE);
    }
    return slice;
  }

  /** By whichever address of the Service a flow came. */
  @ParameterizedTest
  @EnumSource
  void aUdpFlowLeavesAnEndpointThatIsGoneAndComesBackWhenThereIsOneAgain(Stack stack)
      throws Exception {
    node.put(
        ServiceObject.named("every", stack.clusterIp(4))
            .port("", "UDP", 53, 30_054)
            .externalIp(stack.externalIp(4))
            .loadBalancer(stack.balancerIp(4), "VIP"));
    node.put(stack.slice("every").ready(stack.pod1(), NODE));
    node.settle();
    Host outsider = node.host("outside");
    List<Host.UdpFlow> flows =
        List.of(
            node.host("client").udpFlow(stack.clusterIp(4), 53),
            outsider.udpFlow(stack.node(), 30_054),
            outsider.udpFlow(stack.externalIp(4), 53),
            outsider.udpFlow(stack.balancerIp(4), 53));
    all(flows, "pod1");

    node.put(stack.slice("every").ready(stack.pod2(), NODE));
    all(flows, "pod2");

    node.put(stack.slice("every"));
    flows.forEach(flow -> eventually(() -> flow.send().equals(new Outcome.Refused())));

    node.put(stack.slice("every").ready(stack.pod1(), NODE));
    all(flows, "pod1");
  }

  private static void all(List<Host.UdpFlow> flows, String pod) {
    for (Host.UdpFlow flow : flows) {
      eventually(() -> flow.send() instanceof Answered(var by, var from) && by.equals(pod));
    }
  }

  @Test
  void aFlowToAnEndpointThatStaysIsLeftAlone() throws Exception {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    List<String> before = ids(Stack.IPV4, SERVICE_IP);

    node.put(slice(POD1_IP, POD2_IP));
    node.settle();
    fence();

    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    assertThat(ids(Stack.IPV4, SERVICE_IP)).hasSize(1).isEqualTo(before);
  }

  /** Also if another endpoint has gone meanwhile. */
  @ParameterizedTest
  @EnumSource
  void aRestartRemovesTheStaleFlowsAloneAndTellsHowMany(Stack stack) throws Exception {
    String ip = stack.clusterIp(6);
    node.put(ServiceObject.named("many", ip).port("", "UDP", 53, 0));
    node.put(stack.slice("many").ready(stack.pod1(), NODE));
    node.settle();
    List<Host.UdpFlow> flows =
        Stream.generate(() -> node.host("client").udpFlow(ip, 53)).limit(8).toList();
    all(flows, "pod1");
    List<String> before = ids(stack, ip);
    node.put(stack.slice("many").ready(stack.pod2(), NODE).ready(stack.pod1(), NODE));
    node.put(ServiceObject.named("gone", stack.clusterIp(7)).port("", "UDP", 53, 0));
    node.put(stack.slice("gone").ready(stack.pod2(), NODE));
    node.settle();
    all(List.of(node.host("client").udpFlow(stack.clusterIp(7), 53)), "pod2");

    node.stop();
    node.put(stack.slice("gone"));
    node.start();
    node.settle();
    eventually(() -> ids(stack, stack.clusterIp(7)).isEmpty());

    all(flows, "pod1");
    assertThat(ids(stack, ip)).hasSize(8).isEqualTo(before);
    assertThat(node.get(node.proxy().metricsPort(), "/metrics"))
        .contains("\nkubeproxy_conntrack_reconciler_deleted_entries_total 1.0\n");
  }

  @Test
  void flowsThatTurnedStaleWhileTheProxyWasDownAreRemovedWhenItIsBack() {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    insertSctp(Stack.IPV4, SERVICE_IP, POD1_IP);

    node.stop();
    node.put(slice());
    node.start();
    eventually(() -> flow.send().equals(new Outcome.Refused()));
    eventually(() -> track(Stack.IPV4, "sctp").isEmpty());
  }

  @Test
  void flowsOfAServiceThatWasDeletedWhileTheProxyWasDownAreRemovedWhenItIsBack() {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));

    node.stop();
    node.deleteService("dns");
    node.deleteSlice("dns", Stack.IPV4);
    node.start();
    eventually(
        () ->
            flow.send().equals(new Outcome.Silence())
                && !track(Stack.IPV4, "udp").contains(SERVICE_IP));
  }

  @ParameterizedTest
  @EnumSource
  void sctpFlowsAreRemovedLikeUdpOnesAndTcpConnectionsNever(Stack stack) throws Exception {
    String ip = stack.clusterIp(5);
    node.put(ServiceObject.named("tied", ip).port("t", "TCP", 53, 0).port("s", "SCTP", 53, 0));
    node.put(tied(stack, stack.pod1()));
    node.settle();
    try (Host.Connection connection = node.host("client").connect(ip, 53)) {
      assertThat(connection.exchange()).isEqualTo(new Answered("pod1", stack.client()));
      node.put(tied(stack, stack.pod1(), stack.pod2()));
      node.settle();
      insertSctp(stack, ip, stack.pod1());
      insertSctp(stack, ip, stack.pod2());

      node.put(tied(stack, stack.pod2()));
      eventually(() -> !track(stack, "sctp").contains(stack.pod1()));

      assertThat(track(stack, "sctp")).contains(stack.pod2());
      assertThat(track(stack, "tcp")).contains(stack.pod1());
      assertThat(connection.exchange()).isEqualTo(new Answered("pod1", stack.client()));
    }
  }

  private static SliceObject tied(Stack stack, String... pods) {
    SliceObject slice = stack.emptySlice("tied").port("t", "TCP", 8080).port("s", "SCTP", 8080);
    for (String pod : pods) {
      slice.ready(pod, NODE);
    }
    return slice;
  }

  /** Ends when the removal of a flow that came later has been seen: the look before is over. */
  private void fence() throws Exception {
    node.put(ServiceObject.named("fence", "10.233.1.9").port("", "UDP", 53, 0));
    node.put(SliceObject.of("fence").ready(POD1_IP, NODE));
    node.settle();
    Host.UdpFlow flow = node.host("client").udpFlow("10.233.1.9", 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    node.put(SliceObject.of("fence").ready(POD2_IP, NODE));
    eventually(() -> flow.send().equals(new Answered("pod2", CLIENT_IP)));
  }

  /** The kernel of the tests may have no SCTP sockets: a flow is put into its tracker. */
  private void insertSctp(Stack stack, String service, String endpoint) {
    String port = endpoint.equals(stack.pod1()) ? "4001" : "4002";
    node.network()
        .node()
        .run(
            "conntrack",
            "-I",
            "-p",
            "sctp",
            "-t",
            "600",
            "--state",
            "ESTABLISHED",
            "--orig-vtag",
            "1",
            "--reply-vtag",
            "2",
            "-s",
            stack.client(),
            "-d",
            service,
            "--sport",
            port,
            "--dport",
            "53",
            "-r",
            endpoint,
            "-q",
            stack.client(),
            "--reply-port-src",
            "8080",
            "--reply-port-dst",
            port);
  }

  private String track(Stack stack, String protocol) {
    return dump(stack, "--proto " + protocol);
  }

  /** What tells apart the tracked UDP flows to an address, even if one replaced another. */
  private List<String> ids(Stack stack, String to) {
    return Pattern.compile("id=[0-9]+")
        .matcher(dump(stack, "--proto udp --orig-dst " + to + " --output id"))
        .results()
        .map(MatchResult::group)
        .sorted()
        .toList();
  }

  private String dump(Stack stack, String options) {
    return node.network()
        .node()
        .run(
            "sh",
            "-c",
            "conntrack --dump --family %s %s 2>/dev/null"
                .formatted(stack.name().toLowerCase(Locale.ROOT), options));
  }
}
