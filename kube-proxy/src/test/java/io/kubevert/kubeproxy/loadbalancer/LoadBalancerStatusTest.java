package io.kubevert.kubeproxy.loadbalancer;

import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.eventually;
import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What MetalLB's objects tell of the load balancer's work, and the links that it is done on. */
class LoadBalancerStatusTest {
  private static final String NAMESPACE = "metallb-system";
  private static final ResourceType POOLS = type("IPAddressPool", "ipaddresspools");
  private static final ResourceType ADVERTISEMENTS = type("L2Advertisement", "l2advertisements");
  private static final ResourceType STATUSES = type("ServiceL2Status", "servicel2statuses");
  private static final String DUAL =
      ", \"clusterIPs\": [\"10.233.0.9\", \"fd00:10::9\"], \"externalTrafficPolicy\": \"Local\"";

  private static final Pattern TOLD_FIVE_TIMES =
      Pattern.compile(
          "\nmetallb_layer2_gratuitous_sent[{]ip=\"192.0.2.110\"[}] ([5-9]|[1-9][0-9]+)[.]0\n");

  private BalancedLan lan;

  @BeforeEach
  void start() {
    lan = new BalancedLan("192.0.2.100");
    put(POOLS, "shop", "{\"addresses\": [\"192.0.2.110-192.0.2.119\", \"2001:db8::100/120\"]}");
    put(ADVERTISEMENTS, "shop", "{\"ipAddressPools\": [\"shop\"]}");
  }

  @AfterEach
  void stop() {
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void aPoolTellsHowManyOfItsAddressesAreGivenAndLeft() {
    awaitPool(0, 10, 0, 256);
    shop("web", DUAL);
    shop("four", "");
    awaitPool(2, 8, 1, 255);

    lan.controlPlane().delete(ResourceTypes.SERVICES, key("web"));
    awaitPool(1, 9, 0, 256);

    put(POOLS, "shop", "{\"addresses\": [\"192.0.2.110-192.0.2.111\"]}");
    awaitPool(1, 1, 0, 0);
  }

  @Test
  void theNodeThatAnnouncesAServiceSaysSoAndAnotherTakesItOver() {
    shop("web", DUAL);
    awaitStatuses("worker1 default/web [eth0]");
    assertThat(lan.controlPlane().list(STATUSES).getFirst().path("status"))
        .isEqualTo(
            Json.parse(
                """
                {"node": "worker1", "serviceName": "web", "serviceNamespace": "default",
                 "interfaces": [{"name": "eth0"}]}
                """
                    .getBytes()));

    lan.moveEndpoint("worker2", "web");
    awaitStatuses("worker2 default/web [eth0]");

    lan.changeSpec("web", "externalTrafficPolicy", "Cluster");
    lan.lan().unplug("worker2");
    lan.cutOff("worker2");
    awaitStatuses("worker1 default/web [eth0]");

    lan.controlPlane().delete(ResourceTypes.SERVICES, key("web"));
    awaitStatuses();
  }

  @Test
  void addressesAreAnnouncedOnEveryLinkThatAnAdvertisementNamesAndOnNoOther() {
    shop("web", DUAL);
    eventually(() -> lan.addresses("web").size() == 2);
    List<String> addresses = lan.addresses("web");
    lan.lan().addSecondNetwork("eth1");
    awaitAnswers(addresses, "eth0", "worker1");
    awaitAnswers(addresses, "eth1", "");

    announceOn("\"eth0\", \"eth1\", \"missing0\"");
    awaitStatuses("worker1 default/web [eth0, eth1]");
    awaitAnswers(addresses, "eth0", "worker1");
    awaitAnswers(addresses, "eth1", "worker1");

    announceOn("\"eth1\"");
    awaitStatuses("worker1 default/web [eth1]");
    awaitAnswers(addresses, "eth0", "");
    awaitAnswers(addresses, "eth1", "worker1");

    lan.lan().machine("worker1").run("ip", "link", "set", "eth1", "down");
    awaitStatuses();
    lan.lan().machine("worker1").run("ip", "link", "set", "eth1", "up");
    awaitStatuses("worker1 default/web [eth1]");
    awaitAnswers(addresses, "eth1", "worker1");

    announceOn("");
    awaitStatuses("worker1 default/web [eth0]");
    awaitAnswers(addresses, "eth0", "worker1");
    awaitAnswers(addresses, "eth1", "");
  }

  @Test
  void metricsTellWhatEachNodeDoes() {
    put(POOLS, "shop", "{\"addresses\": [\"192.0.2.110-192.0.2.119\"]}");
    shop("web", ", \"externalTrafficPolicy\": \"Local\"");
    String announcing =
        "\nmetallb_speaker_announced{ip=\"192.0.2.110\",node=\"worker1\",protocol=\"layer2\","
            + "service=\"default/web\"} 1.0\n";
    eventually(() -> lan.metrics("worker1").contains(announcing));
    eventually(() -> lan.ask("192.0.2.110").equals("worker1"));

    String metrics = lan.metrics("worker1");
    assertThat(metrics)
        .contains("\nmetallb_k8s_client_config_loaded_bool 1.0\n")
        .contains("\nmetallb_k8s_client_config_stale_bool 0.0\n")
        .contains("\nmetallb_allocator_addresses_total{pool=\"shop\"} 10.0\n")
        .containsPattern("\nmetallb_layer2_requests_received[{]ip=\"192.0.2.110\"[}] [1-9]")
        .containsPattern("\nmetallb_layer2_responses_sent[{]ip=\"192.0.2.110\"[}] [1-9]");
    assertThat(lan.metrics("worker2")).doesNotContain("metallb_speaker_announced{");
    eventually(
        () ->
            nodesThatTell("leader_election_master_status{name=\"load-balancer-controller\"} 1.0")
                    .size()
                == 1);
    eventually(
        () ->
            !nodesThatTell("metallb_allocator_addresses_in_use_total{pool=\"shop\"} 1.0")
                .isEmpty());
    eventually(() -> TOLD_FIVE_TIMES.matcher(lan.metrics("worker1")).find());
    assertThat(metrics)
        .contains("\nmetallb_k8s_client_updates_total ")
        .contains("\nmetallb_k8s_client_update_errors_total ");

    put(POOLS, "overlapping", "{\"addresses\": [\"192.0.2.0/24\"]}");
    for (String node : BalancedLan.NODES) {
      eventually(() -> lan.metrics(node).contains("\nmetallb_k8s_client_config_stale_bool 1.0\n"));
    }
  }

  private List<String> nodesThatTell(String metric) {
    return BalancedLan.NODES.stream()
        .filter(node -> lan.metrics(node).contains("\n" + metric + "\n"))
        .toList();
  }

  private void awaitAnswers(List<String> addresses, String link, String node) {
    for (String address : addresses) {
      eventually(() -> lan.askOn(link, address).equals(node));
    }
  }

  private void awaitPool(long assigned4, long available4, long assigned6, long available6) {
    ObjectNode expected = Json.object();
    expected.put("assignedIPv4", assigned4).put("availableIPv4", available4);
    expected.put("assignedIPv6", assigned6).put("availableIPv6", available6);
    eventually(
        () ->
            Json.bytes(pool().path("status")).length > 2
                && pool().path("status").toString().equals(expected.toString()));
  }

  private JsonNode pool() {
    return lan.controlPlane().get(POOLS, new ObjectKey(NAMESPACE, "shop")).orElseThrow();
  }

  private void awaitStatuses(String... expected) {
    try {
      eventually(() -> statuses().equals(List.of(expected)));
    } catch (AssertionError e) {
      assertThat(statuses()).containsExactly(expected);
    }
  }

  /** Node, Service and links of each status, as its labels and its status say. */
  private List<String> statuses() {
    return lan.controlPlane().list(STATUSES).stream()
        .map(LoadBalancerStatusTest::readable)
        .sorted()
        .toList();
  }

  private static String readable(ObjectNode status) {
    JsonNode labels = status.path("metadata").path("labels");
    List<String> links = new ArrayList<>();
    status.path("status").path("interfaces").forEach(link -> links.add(link.get("name").asText()));
    return "%s %s/%s %s"
        .formatted(
            labels.path("metallb.io/node").asText(),
            labels.path("metallb.io/service-namespace").asText(),
            labels.path("metallb.io/service-name").asText(),
            links);
  }

  private void shop(String name, String spec) {
    lan.putService(name, spec, "{\"metallb.io/address-pool\": \"shop\"}");
  }

  private void announceOn(String interfaces) {
    put(
        ADVERTISEMENTS,
        "shop",
        "{\"ipAddressPools\": [\"shop\"], \"interfaces\": [" + interfaces + "]}");
  }

  private void put(ResourceType type, String name, String spec) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("namespace", NAMESPACE).put("name", name);
    object.set("spec", Json.parse(spec.getBytes()));
    lan.controlPlane().put(type, object);
  }

  private static ResourceType type(String kind, String plural) {
    return new ResourceType("metallb.io", "v1beta1", kind, plural, true);
  }
}
