package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
            .port("udp", "UDP", 53, 30053)
            .port("tcp", "TCP", 53, 0)
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
        SliceObject.withoutPorts("dns")
            .port("udp", "UDP", 8080)
            .port("tcp", "TCP", 8080)
            .port("sctp", "SCTP", 8080);
    for (String pod : pods) {
      slice.ready(pod, NODE);
    }
    return slice;
  }

  @Test
  void aUdpFlowLeavesAnEndpointThatIsGoneAndComesBackWhenThereIsOneAgain() {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    Host.UdpFlow outside = node.host("outside").udpFlow("192.0.2.1", 30053);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    assertThat(outside.send()).isInstanceOf(Answered.class);

    node.put(slice(POD2_IP));
    eventually(() -> flow.send().equals(new Answered("pod2", CLIENT_IP)));
    eventually(() -> outside.send() instanceof Answered(var by, var from) && by.equals("pod2"));

    node.put(slice());
    eventually(() -> flow.send().equals(new Outcome.Refused()));

    node.put(slice(POD1_IP));
    eventually(() -> flow.send().equals(new Answered("pod1", CLIENT_IP)));
  }

  @Test
  void anIpv6FlowLeavesToo() throws Exception {
    node.put(ServiceObject.named("six", "fd00:10::3").port("", "UDP", 53, 0));
    node.put(SliceObject.ofIpv6("six").ready("fd00:64::11", NODE));
    node.log().await("fd00:64::11 . 8080");
    Host.UdpFlow flow = node.host("client").udpFlow("fd00:10::3", 53);
    eventually(() -> flow.send() instanceof Answered(var by, var from) && by.equals("pod1"));

    node.put(SliceObject.ofIpv6("six").ready("fd00:64::12", NODE));
    eventually(() -> flow.send() instanceof Answered(var by, var from) && by.equals("pod2"));
  }

  @Test
  void aFlowToAnEndpointThatStaysIsLeftAlone() throws Exception {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    String before = track("udp");

    node.put(slice(POD1_IP, POD2_IP));
    node.settle();
    Host.UdpFlow fence = fence();

    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    assertThat(before).contains(POD1_IP);
    fence.send();
  }

  @Test
  void flowsThatTurnedStaleWhileTheProxyWasDownAreRemovedWhenItIsBack() {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    insertSctp(POD1_IP);

    node.stop();
    node.put(slice());
    node.start();
    eventually(() -> flow.send().equals(new Outcome.Refused()));
    eventually(() -> track("sctp").isEmpty());
  }

  @Test
  void flowsOfAServiceThatWasDeletedWhileTheProxyWasDownAreRemovedWhenItIsBack() {
    Host.UdpFlow flow = node.host("client").udpFlow(SERVICE_IP, 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));

    node.stop();
    node.deleteService("dns");
    node.deleteSlice("dns", Stack.IPV4);
    node.start();
    eventually(() -> flow.send().equals(new Outcome.Silence()));
    assertThat(track("udp")).doesNotContain(SERVICE_IP);
  }

  @Test
  void sctpFlowsAreRemovedLikeUdpOnesAndTcpConnectionsNever() throws Exception {
    try (Host.Connection connection = node.host("client").connect(SERVICE_IP, 53)) {
      assertThat(connection.exchange()).isEqualTo(new Answered("pod1", CLIENT_IP));
      node.put(slice(POD1_IP, POD2_IP));
      node.settle();
      insertSctp(POD1_IP);
      insertSctp(POD2_IP);

      node.put(slice(POD2_IP));
      eventually(() -> !track("sctp").contains(POD1_IP));

      assertThat(track("sctp")).contains(POD2_IP);
      assertThat(track("tcp")).contains(POD1_IP);
      assertThat(connection.exchange()).isEqualTo(new Answered("pod1", CLIENT_IP));
    }
  }

  /** Ends when the removal of a flow that came later has been seen: the look before is over. */
  private Host.UdpFlow fence() throws Exception {
    node.put(ServiceObject.named("fence", "10.233.1.9").port("", "UDP", 53, 0));
    node.put(SliceObject.of("fence").ready(POD1_IP, NODE));
    node.settle();
    Host.UdpFlow flow = node.host("client").udpFlow("10.233.1.9", 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));
    node.put(SliceObject.of("fence").ready(POD2_IP, NODE));
    eventually(() -> flow.send().equals(new Answered("pod2", CLIENT_IP)));
    return flow;
  }

  /** The kernel of the tests may have no SCTP sockets: a flow is put into its tracker. */
  private void insertSctp(String endpoint) {
    String port = endpoint.equals(POD1_IP) ? "4001" : "4002";
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
            CLIENT_IP,
            "-d",
            SERVICE_IP,
            "--sport",
            port,
            "--dport",
            "53",
            "-r",
            endpoint,
            "-q",
            CLIENT_IP,
            "--reply-port-src",
            "8080",
            "--reply-port-dst",
            port);
  }

  private String track(String protocol) {
    return node.network()
        .node()
        .run("sh", "-c", "conntrack --dump --proto " + protocol + " 2>/dev/null");
  }
}
