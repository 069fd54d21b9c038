package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What load balancers, supervisors and curious people are told over HTTP. */
class HealthAnswersTest {
  private static ProxiedNode node;

  @BeforeAll
  static void start() {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    node.host("pod1").serveSctp(8080);
    node.host("pod2").serveSctp(8080);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void aBalancerIsToldHowManyEndpointsAreHere(Stack stack) throws Exception {
    node.put(local(stack));
    node.put(
        stack
            .slice("lb")
            .ready(stack.pod1(), NODE)
            .ready(stack.pod2(), NODE)
            .endpoint(stack.client(), NODE, false, true, true)
            .ready(stack.remote(), OTHER_NODE));
    node.settle();

    eventually(() -> askFromOutside(stack, "").startsWith("HTTP/1.1 200"));
    assertThat(askFromOutside(stack, "any/path?at=all").replace("\r", ""))
        .startsWith("HTTP/1.1 200 OK\n")
        .containsIgnoringCase("\nContent-Type: application/json\n")
        .containsIgnoringCase("\nX-Content-Type-Options: nosniff\n")
        .containsIgnoringCase("\nX-Load-Balancing-Endpoint-Weight: 2\n")
        .endsWith(
            """

            {
            \t"service": {
            \t\t"namespace": "default",
            \t\t"name": "lb"
            \t},
            \t"localEndpoints": 2,
            \t"serviceProxyHealthy": true
            }""");

    node.put(stack.slice("lb").ready(stack.remote(), OTHER_NODE));
    node.settle();
    eventually(() -> askFromOutside(stack, "").startsWith("HTTP/1.1 503"));
    assertThat(askFromOutside(stack, "")).contains("\"localEndpoints\": 0");

    node.put(ServiceObject.named("lb", stack.clusterIp(70)).tcp(80));
    node.settle();
    eventually(() -> askFromOutside(stack, "").contains("curl: (7)"));
  }

  @Test
  void aHealthCheckPortThatSomebodyHasIsAnEventAndIsTriedAgain() throws Exception {
    node.host("node").serveTcp(30_075);
    node.put(
        ServiceObject.named("blocked", Stack.IPV4.clusterIp(75))
            .tcp(80)
            .healthCheckNodePort(30_075)
            .loadBalancer(Stack.IPV4.balancerIp(75), "VIP")
            .externalPolicy("Local"));
    eventually(() -> !node.events().isEmpty());

    ObjectNode event = node.events().getFirst();
    assertThat(event.path("reason").asText()).isEqualTo("FailedToStartServiceHealthcheck");
    assertThat(event.path("message").asText())
        .startsWith("node worker1 failed to start healthcheck \"default/blocked\" on port 30075: ");
    assertThat(event.at("/involvedObject/name").asText()).isEqualTo("blocked");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a node to stay    | {metadata: {name: worker1}} | 200",
        "another taint     | {metadata: {name: worker1}, spec: {taints: [{key: other}]}} | 200",
        "the autoscaler's  | {metadata: {name: worker1}, spec: {taints: [{key: ToBeDeletedByClusterAutoscaler}]}} | 503",
        "being deleted     | {metadata: {name: worker1, deletionTimestamp: now}} | 503",
      })
  void aNodeThatIsToGoIsNoTargetForBalancersButAlive(String name, String object, int healthz)
      throws Exception {
    String quoted = object.replaceAll("([A-Za-z0-9]+)", "\"$1\"");
    node.putNode(Json.parse(quoted.getBytes()));
    node.settle();

    assertThat(code("/healthz")).isEqualTo(Integer.toString(healthz));
    assertThat(code("/livez")).isEqualTo("200");
    JsonObject body = new JsonObject(node.get(node.proxy().healthzPort(), "/healthz"));
    assertThat(body.getBoolean("nodeEligible")).isEqualTo(healthz == 200);
    assertThat(Instant.parse(body.getString("currentTime")))
        .isAfterOrEqualTo(Instant.parse(body.getString("lastUpdated")));
    assertThat(node.get(node.proxy().metricsPort(), "/metrics"))
        .contains("\nkubeproxy_proxy_healthz_total{code=\"" + healthz + "\"} ")
        .contains("\nkubeproxy_proxy_livez_total{code=\"200\"} ");
  }

  @Test
  void everyMetricOfTheReferenceIsThere() throws Exception {
    node.put(ServiceObject.named("web", "10.233.1.71").tcp(80).internalPolicy("Local"));
    node.put(
        Stack.IPV4
            .slice("web")
            .ready(Stack.IPV4.remote(), OTHER_NODE)
            .annotation(
                "endpoints.kubernetes.io/last-change-trigger-time", Instant.now().toString()));
    node.settle();
    node.putNode(Json.parse("{\"metadata\": {\"name\": \"worker1\"}}".getBytes()));
    node.settle();
    node.get(node.proxy().healthzPort(), "/healthz");
    node.get(node.proxy().healthzPort(), "/livez");

    assertThat(node.get(node.proxy().metricsPort(), "/metrics"))
        .contains(
            "\nkubeproxy_sync_proxy_rules_duration_seconds_count{ip_family=\"IPv4\"} ",
            "\nkubeproxy_sync_full_proxy_rules_duration_seconds_count{ip_family=\"IPv6\"} ",
            "\nkubeproxy_sync_partial_proxy_rules_duration_seconds_count{ip_family=\"IPv4\"} ",
            "\nkubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family=\"IPv4\"} ",
            "\nkubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family=\"IPv6\"} ",
            "\nkubeproxy_sync_proxy_rules_last_queued_timestamp_seconds{ip_family=\"IPv6\"} ",
            "\nkubeproxy_sync_proxy_rules_endpoint_changes_pending ",
            "\nkubeproxy_sync_proxy_rules_endpoint_changes_total ",
            "\nkubeproxy_sync_proxy_rules_service_changes_pending ",
            "\nkubeproxy_sync_proxy_rules_service_changes_total ",
            "\nkubeproxy_sync_proxy_rules_no_local_endpoints_total"
                + "{ip_family=\"IPv4\",traffic_policy=\"internal\"} 1.0",
            "\nkubeproxy_sync_proxy_rules_no_local_endpoints_total"
                + "{ip_family=\"IPv4\",traffic_policy=\"external\"} 0.0",
            "\nkubeproxy_network_programming_duration_seconds_bucket"
                + "{ip_family=\"IPv4\",le=\"0.25\"} ",
            "\nkubeproxy_network_programming_duration_seconds_bucket"
                + "{ip_family=\"IPv4\",le=\"300.0\"} 1",
            "\nkubeproxy_sync_proxy_rules_nftables_sync_failures_total{ip_family=\"IPv4\"} 0.0",
            "\nkubeproxy_sync_proxy_rules_nftables_cleanup_failures_total{ip_family=\"IPv6\"} 0.0",
            "\nkubeproxy_conntrack_reconciler_sync_duration_seconds_count ",
            "\nkubeproxy_conntrack_reconciler_deleted_entries_total ",
            "\nkubeproxy_proxy_healthz_total{code=\"200\"} ",
            "\nkubeproxy_proxy_livez_total{code=\"200\"} ",
            "\nprocess_start_time_seconds ");
  }

  @Test
  void itTellsByWhatItForwards() {
    assertThat(node.get(node.proxy().metricsPort(), "/proxyMode")).isEqualTo("nftables");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsProgrammedIsShownWithItsRevisionAndTheKernelsCounters(Stack stack) throws Exception {
    Instant before = Instant.now();
    String name = "counted-" + stack.name().toLowerCase(Locale.ROOT);
    ServiceObject service =
        ServiceObject.named(name, stack.clusterIp(72)).externalIp(stack.externalIp(72));
    for (Transport transport : Transport.values()) {
      service.port("", transport.name(), 80, 0);
    }
    node.put(service);
    node.put(stack.slice(name).ready(stack.pod1(), NODE).ready(stack.pod2(), NODE));
    node.settle();
    for (Transport transport : Transport.values()) {
      for (int times = 0; times < 5; times++) {
        for (String ip : List.of(stack.clusterIp(72), stack.externalIp(72))) {
          assertThat(transport.probe(node.host("client"), ip, 80)).isInstanceOf(Answered.class);
        }
      }
    }

    int port = node.proxy().metricsPort();
    JsonObject shown = new JsonObject(node.get(port, "/debug/services/default/" + name));
    assertThat(shown.getString("revision")).isEqualTo(node.revision(name));
    assertThat(shown.getJsonObject("endpointSlices").fieldNames())
        .containsExactly(name + "-" + stack.name().toLowerCase(Locale.ROOT));
    assertThat(Instant.parse(shown.getString("programmed"))).isBetween(before, Instant.now());
    assertCounted(shown, 30);
    List<JsonObject> destinations = objects(shown, "destinations");
    assertThat(destinations)
        .extracting(
            each ->
                each.getString("address")
                    + " "
                    + each.getString("protocol")
                    + " "
                    + each.getInteger("port"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(stack.clusterIp(72), stack.externalIp(72))
                .flatMap(ip -> Stream.of("tcp", "udp", "sctp").map(it -> ip + " " + it + " 80"))
                .toList());
    for (JsonObject destination : destinations) {
      assertCounted(destination, 5);
      List<JsonObject> endpoints = objects(destination, "endpoints");
      assertThat(endpoints)
          .extracting(endpoint -> endpoint.getString("address"))
          .containsExactlyInAnyOrder(stack.pod1(), stack.pod2());
      assertThat(endpoints.stream().mapToInt(each -> each.getInteger("connections")).sum())
          .isEqualTo(5);
    }
  }

  @Test
  void everyServiceIsListedWithItsRevisionAndTheKernelsCounters() throws Exception {
    node.put(
        ServiceObject.named("both", Stack.IPV4.clusterIp(73), Stack.IPV6.clusterIp(73)).tcp(80));
    node.put(ServiceObject.named("unused", Stack.IPV4.clusterIp(74)).tcp(80));
    for (Stack stack : Stack.values()) {
      node.put(stack.slice("both").ready(stack.pod1(), NODE));
    }
    node.settle();
    for (Stack stack : Stack.values()) {
      assertThat(node.host("client").tcp(stack.clusterIp(73), 80)).isInstanceOf(Answered.class);
    }

    int port = node.proxy().metricsPort();
    List<JsonObject> listed =
        objects(new JsonObject(node.get(port, "/debug/services")), "services");
    assertThat(listed).extracting(each -> each.getString("service")).isSorted();
    JsonObject both = listed(listed, "default/both");
    assertThat(both.getString("revision")).isEqualTo(node.revision("both"));
    assertThat(both.getJsonObject("endpointSlices").fieldNames())
        .containsExactlyInAnyOrder("both-ipv4", "both-ipv6");
    assertThat(Instant.parse(both.getString("programmed"))).isBeforeOrEqualTo(Instant.now());
    assertCounted(both, 2);
    assertThat(listed(listed, "default/unused").getInteger("connections")).isZero();
    assertThat(node.get(port, "/debug/services/default/nobody"))
        .isEqualTo("default/nobody is not programmed here\n");
  }

  private static void assertCounted(JsonObject shown, int connections) {
    assertThat(shown.getInteger("connections")).as("%s", shown).isEqualTo(connections);
    assertThat(shown.getInteger("firstPacketBytes")).isGreaterThanOrEqualTo(connections * 20);
  }

  private static List<JsonObject> objects(JsonObject shown, String field) {
    return shown.getJsonArray(field).stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject listed(List<JsonObject> services, String name) {
    return services.stream()
        .filter(each -> each.getString("service").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ServiceObject local(Stack stack) {
    return ServiceObject.named("lb", stack.clusterIp(70))
        .port("", "TCP", 80, 30_071)
        .healthCheckNodePort(30_070)
        .loadBalancer(stack.balancerIp(70), "VIP")
        .externalPolicy("Local");
  }

  private String askFromOutside(Stack stack, String path) {
    String ip = stack == Stack.IPV4 ? stack.node() : "[" + stack.node() + "]";
    return node.host("outside")
        .namespace()
        .run("sh", "-c", "curl -sSi http://" + ip + ":30070/'" + path + "' 2>&1 || true");
  }

  private String code(String path) {
    return node.get(node.proxy().healthzPort(), path, "-o", "/dev/null", "-w", "%{http_code}");
  }

  private static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }
}
