package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of a Service with session affinity comes back to its endpoint. */
class AffinityPacketsTest {
  private static final long THREE_HOURS = 10_800;
  private static final Pattern REMEMBERED =
      Pattern.compile("\"timeout\": " + THREE_HOURS + ", \"expires\": ([0-9]+)");

  private static final List<String> PODS = List.of("pod1", "pod2", "remote");

  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    PODS.forEach(pod -> node.host(pod).serveSctp(8080));
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
  void whateverAddressOfTheServiceItUses(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("sticky", stack.clusterIp(40))
            .port("", "TCP", 80, 30_040)
            .externalIp(stack.externalIp(40))
            .loadBalancer(stack.balancerIp(40), "VIP")
            .affinity(600));
    node.put(stack.threePods("sticky"));
    node.settle();

    Set<String> first = Probes.of(20, () -> tcp("client", stack.clusterIp(40), 80)).answerers();
    assertThat(first).hasSize(1);
    assertThat(Probes.of(20, () -> tcp("client", stack.node(), 30_040)).answerers())
        .isEqualTo(first);
    assertThat(Probes.of(20, () -> tcp("client", stack.externalIp(40), 80)).answerers())
        .isEqualTo(first);
    assertThat(Probes.of(20, () -> tcp("client", stack.balancerIp(40), 80)).answerers())
        .isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void outsidersTooEvenThoughTheyAreMasqueraded(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("sticky-out", stack.clusterIp(41))
            .port("", "TCP", 80, 30_041)
            .affinity(600));
    node.put(stack.threePods("sticky-out"));
    node.settle();

    assertThat(Probes.of(20, () -> tcp("outside", stack.node(), 30_041)).answerers()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void underThePolicyLocalWithinTheNode(Stack stack) throws Exception {
    node.put(
        ServiceObject.named("sticky-local", stack.clusterIp(42))
            .port("", "TCP", 80, 30_042)
            .externalPolicy("Local")
            .affinity(600));
    node.put(stack.threePods("sticky-local"));
    node.settle();

    Probes probes = Probes.of(20, () -> tcp("outside", stack.node(), 30_042));
    assertThat(probes.answerers()).hasSize(1).isSubsetOf("pod1", "pod2");
    assertThat(probes.sources()).containsExactly(stack.outside());
  }

  @ParameterizedTest
  @EnumSource
  void ofEachProtocol(Stack stack) throws Exception {
    String ip = stack.clusterIp(43);
    ServiceObject service = ServiceObject.named("sticky-each", ip).affinity(600);
    for (Transport transport : Transport.values()) {
      service.port("", transport.name(), 53, 0);
    }
    node.put(service);
    node.put(stack.threePods("sticky-each"));
    node.settle();

    for (Transport transport : Transport.values()) {
      assertThat(Probes.of(20, () -> transport.probe(node.host("client"), ip, 53)).answerers())
          .as("over %s", transport)
          .hasSize(1)
          .isSubsetOf(PODS);
    }
  }

  /** What is remembered for one port says nothing of another, nor of another client. */
  @ParameterizedTest
  @EnumSource
  void eachClientAtEachPortByItself(Stack stack) throws Exception {
    String ip = stack.clusterIp(47);
    List<Remembered> all =
        List.of(
            new Remembered("client", "a", Transport.TCP, 80, "pod1"),
            new Remembered("client", "b", Transport.TCP, 81, "pod2"),
            new Remembered("client", "c", Transport.UDP, 80, "remote"),
            new Remembered("client", "d", Transport.SCTP, 80, "pod2"),
            new Remembered("outside", "a", Transport.TCP, 80, "remote"),
            new Remembered("outside", "b", Transport.TCP, 81, "pod1"));
    ServiceObject service = ServiceObject.named("sticky-ports", ip).affinity(600);
    SliceObject everybody = stack.emptySlice("sticky-ports");
    for (Remembered each : all.subList(0, 4)) {
      service.port(each.port(), each.transport().name(), each.number(), 0);
      everybody.port(each.port(), each.transport().name(), 8080);
    }
    PODS.forEach(pod -> everybody.ready(stack.address(pod), NODE));
    node.put(service);

    for (Remembered each : all) {
      node.put(
          stack
              .emptySlice("sticky-ports")
              .port(each.port(), each.transport().name(), 8080)
              .ready(stack.address(each.pod()), NODE));
      node.settle();
      assertThat(each.answerer(ip)).isEqualTo(each.pod());
    }
    node.put(everybody);
    node.settle();
    for (int times = 0; times < 10; times++) {
      for (Remembered each : all) {
        assertThat(each.answerer(ip)).as("%s", each).isEqualTo(each.pod());
      }
    }
  }

  /** A client that one pod answered at a port. */
  private record Remembered(
      String client, String port, Transport transport, int number, String pod) {

    String answerer(String ip) {
      Outcome outcome = transport.probe(node.host(client), ip, number);
      return outcome instanceof Answered answer ? answer.by() : outcome.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherEndpointWhenItsOwnIsGoneAndKeepsThat(Stack stack) throws Exception {
    String ip = stack.clusterIp(44);
    node.put(ServiceObject.named("moved", ip).tcp(80).affinity(600));
    node.put(stack.threePods("moved"));
    node.settle();
    Set<String> first = Probes.of(5, () -> tcp("client", ip, 80)).answerers();
    assertThat(first).hasSize(1);

    SliceObject rest = stack.slice("moved");
    for (String pod : PODS) {
      if (!first.contains(pod)) {
        rest.ready(stack.address(pod), NODE);
      }
    }
    node.put(rest);
    node.settle();
    Set<String> second = Probes.of(20, () -> tcp("client", ip, 80)).answerers();
    assertThat(second).hasSize(1).isNotEqualTo(first);

    node.put(stack.threePods("moved"));
    node.settle();
    assertThat(Probes.of(20, () -> tcp("client", ip, 80)).answerers())
        .as("a new endpoint takes no client away")
        .isEqualTo(second);
  }

  @ParameterizedTest
  @EnumSource
  void forThreeHoursFromItsLastConnection(Stack stack) throws Exception {
    String ip = stack.clusterIp(46);
    node.put(ServiceObject.named("by-default", ip).tcp(80).affinity());
    node.put(stack.threePods("by-default"));
    node.settle();

    assertThat(tcp("client", ip, 80)).isInstanceOf(Answered.class);
    eventually(() -> left(stack) <= THREE_HOURS - 2);
    long begin = System.nanoTime();
    assertThat(tcp("client", ip, 80)).isInstanceOf(Answered.class);
    long left = left(stack);
    long since = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    assertThat(left).isBetween(THREE_HOURS - 1 - since, THREE_HOURS);
  }

  /** For how many seconds the client that has three hours is still remembered. */
  private static long left(Stack stack) {
    String table = stack == Stack.IPV4 ? "ip" : "ip6";
    String map =
        node.network().node().run("nft", "-j", "list", "map", table, "kube-proxy", "affinity");
    Matcher element = REMEMBERED.matcher(map);
    assertThat(element.find()).as(map).isTrue();
    return Long.parseLong(element.group(1));
  }

  @ParameterizedTest
  @EnumSource
  void untilItsTimeIsOver(Stack stack) throws Exception {
    String ip = stack.clusterIp(45);
    node.put(ServiceObject.named("short", ip).tcp(80).affinity(1));
    node.put(stack.threePods("short"));
    node.settle();

    Set<String> seen = new HashSet<>();
    for (int times = 0; times < 30 && seen.size() < 2; times++) {
      seen.addAll(Probes.of(1, () -> tcp("client", ip, 80)).answerers());
      Thread.sleep(1_200);
    }
    assertThat(seen).hasSizeGreaterThan(1);
  }
}
