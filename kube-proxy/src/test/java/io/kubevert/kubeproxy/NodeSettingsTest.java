package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node whose node ports answer at chosen addresses, and that masquerades and counts everything.
 */
class NodeSettingsTest {
  private static final String SECOND_IP = "192.0.2.77";
  private static final String SECOND_IP6 = "2001:db8::77";

  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node =
        ProxiedNode.withPods(
            new Settings(
                new NodePortAddresses(List.of("192.0.2.64/26", "2001:db8::/64", "127.0.0.0/8")),
                true,
                true));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void nodePortsAnswerAtTheAddressesInTheRangesAlsoAtThoseThatComeLater(Stack stack)
      throws Exception {
    String second = stack == Stack.IPV4 ? SECOND_IP : SECOND_IP6;
    String prefix = stack == Stack.IPV4 ? "/24" : "/64";
    node.put(
        ServiceObject.named("ports", stack.clusterIp(60))
            .port("", "TCP", 80, 30_060)
            .healthCheckNodePort(30_061)
            .loadBalancer(stack.balancerIp(60), "VIP")
            .externalPolicy("Local"));
    node.put(stack.slice("ports").ready(stack.pod1(), NODE));
    node.settle();
    assertThat(node.host("outside").tcp(stack.node(), 30_060) instanceof Answered)
        .as("at the primary address, which only the IPv6 range has")
        .isEqualTo(stack == Stack.IPV6);

    node.network().node().run("ip", "address", "add", second + prefix, "dev", "outside", "nodad");

    Outcome kept = new Answered("pod1", stack.outside());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!node.host("outside").tcp(second, 30_060).equals(kept)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    String bracketed = stack == Stack.IPV4 ? second : "[" + second + "]";
    assertThat(
            node.host("outside")
                .namespace()
                .run(
                    "curl",
                    "-sS",
                    "--retry",
                    "5",
                    "--retry-connrefused",
                    "http://" + bracketed + ":30061/"))
        .contains("\"localEndpoints\": 1");
  }

  @ParameterizedTest
  @EnumSource
  void everyClientOfAClusterAddressIsMasqueraded(Stack stack) throws Exception {
    String ip = stack.clusterIp(62);
    node.put(ServiceObject.named("all", ip).tcp(80));
    node.put(stack.slice("all").ready(stack.pod1(), NODE));
    node.settle();

    assertThat(node.host("client").tcp(ip, 80))
        .isInstanceOfSatisfying(
            Answered.class,
            answer -> {
              assertThat(answer.by()).isEqualTo("pod1");
              assertThat(answer.source()).isNotEqualTo(stack.client());
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyPacketOfAConnectionIsCounted(Stack stack) throws Exception {
    String ip = stack.clusterIp(63);
    node.put(ServiceObject.named("counted", ip).port("", "UDP", 53, 30_063));
    node.put(stack.slice("counted").ready(stack.pod1(), NODE));
    node.log().await(ip + " . udp . 53 . " + stack.pod1() + " . 8080");
    node.settle();

    Host.UdpFlow flow = node.host("client").udpFlow(ip, 53);
    for (int questions = 0; questions < 5; questions++) {
      assertThat(flow.send()).isInstanceOf(Answered.class);
    }
    assertThat(node.host("node").udp(ip, 53)).isInstanceOf(Answered.class);

    JsonObject destination = destination("counted", ip);
    JsonObject endpoint = destination.getJsonArray("endpoints").getJsonObject(0);
    assertThat(destination.getInteger("connections")).isEqualTo(2);
    assertThat(destination.getInteger("packets")).as("questions and answers").isEqualTo(12);
    assertThat(destination.getInteger("bytes")).isGreaterThan(12 * 28);
    assertThat(endpoint.getInteger("packets")).isEqualTo(12);
    assertThat(endpoint.getInteger("bytes")).isEqualTo(destination.getInteger("bytes"));
    for (JsonObject service : List.of(shown("counted"), listed("default/counted"))) {
      assertThat(service.getInteger("connections")).isEqualTo(2);
      assertThat(service.getInteger("packets")).isEqualTo(12);
      assertThat(service.getInteger("bytes")).isEqualTo(destination.getInteger("bytes"));
    }

    node.put(stack.slice("counted").ready(stack.pod2(), NODE));
    node.log().await(ip + " . udp . 53 . " + stack.pod2() + " . 8080");
    node.settle();
    assertThat(node.host("client").udp(ip, 53)).isInstanceOf(Answered.class);
    assertThat(destination("counted", ip).getInteger("packets"))
        .as("of the endpoint that is there now")
        .isEqualTo(2);
  }

  private static JsonObject destination(String service, String address) {
    return only(shown(service).getJsonArray("destinations"), "address", address);
  }

  private static JsonObject shown(String service) {
    return page("/debug/services/default/" + service);
  }

  private static JsonObject listed(String service) {
    return only(page("/debug/services").getJsonArray("services"), "service", service);
  }

  private static JsonObject page(String path) {
    return new JsonObject(node.get(node.proxy().metricsPort(), path));
  }

  private static JsonObject only(JsonArray objects, String field, String value) {
    return objects.stream()
        .map(JsonObject.class::cast)
        .filter(object -> object.getString(field).equals(value))
        .findFirst()
        .orElseThrow();
  }
}
