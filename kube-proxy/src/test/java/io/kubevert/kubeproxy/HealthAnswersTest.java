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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
        .contains("proxy_healthz_total{code=\"" + healthz + "\"} ")
        .contains("proxy_livez_total{code=\"200\"} ");
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
            "\nkubeproxy_sync_proxy_rules_last_timestamp_seconds ",
            "\nkubeproxy_sync_proxy_rules_last_queued_timestamp_seconds ",
            "\nkubeproxy_sync_proxy_rules_endpoint_changes_pending ",
            "\nkubeproxy_sync_proxy_rules_endpoint_changes_total ",
            "\nkubeproxy_sync_proxy_rules_service_changes_pending ",
            "\nkubeproxy_sync_proxy_rules_service_changes_total ",
            "\nkubeproxy_sync_proxy_rules_no_local_endpoints_total"
                + "{ip_family=\"IPv4\",traffic_policy=\"internal\"} 1.0",
            "\nkubeproxy_sync_proxy_rules_no_local_endpoints_total"
                + "{ip_family=\"IPv4\",traffic_policy=\"external\"} 0.0",
            "\nkubeproxy_network_programming_duration_seconds_bucket{le=\"0.25\"} ",
            "\nkubeproxy_network_programming_duration_seconds_bucket{le=\"300.0\"} 1",
            "\nkubeproxy_sync_proxy_rules_nftables_sync_failures_total ",
            "\nkubeproxy_sync_proxy_rules_nftables_cleanup_failures_total ",
            "\nkubeproxy_conntrack_reconciler_sync_duration_seconds_count ",
            "\nkubeproxy_conntrack_reconciler_deleted_entries_total ",
            "\nproxy_healthz_total{code=\"200\"} ",
            "\nproxy_livez_total{code=\"200\"} ");
  }

  @Test
  void whatIsProgrammedIsShownWithItsRevisionAndTheKernelsCounters() throws Exception {
    Instant before = Instant.now();
    node.put(ServiceObject.named("counted", "10.233.1.72").tcp(80));
    node.put(Stack.IPV4.slice("counted").ready(Stack.IPV4.pod1(), NODE));
    node.settle();
    assertThat(node.host("client").tcp("10.233.1.72", 80)).isInstanceOf(Answered.class);
    assertThat(node.host("client").tcp("10.233.1.72", 80)).isInstanceOf(Answered.class);

    int port = node.proxy().metricsPort();
    JsonObject shown = new JsonObject(node.get(port, "/debug/services/default/counted"));
    assertThat(shown.getString("revision")).isEqualTo(node.revision("counted"));
    assertThat(shown.getJsonObject("endpointSlices").fieldNames()).containsExactly("counted-ipv4");
    assertThat(Instant.parse(shown.getString("programmed"))).isBetween(before, Instant.now());
    JsonObject destination = shown.getJsonArray("destinations").getJsonObject(0);
    assertThat(destination.getString("address")).isEqualTo("10.233.1.72");
    assertThat(destination.getInteger("connections")).isEqualTo(2);
    JsonObject endpoint = destination.getJsonArray("endpoints").getJsonObject(0);
    assertThat(endpoint.getString("address")).isEqualTo(Stack.IPV4.pod1());
    assertThat(endpoint.getInteger("connections")).isEqualTo(2);
    assertThat(endpoint.getInteger("firstPacketBytes")).isPositive();
    assertThat(node.get(port, "/debug/services")).contains("\"service\":\"default/counted\"");
    assertThat(node.get(port, "/debug/services/default/nobody"))
        .isEqualTo("default/nobody is not programmed here\n");
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
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }
}
