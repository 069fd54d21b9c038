package io.kubevert.kubeproxy.loadbalancer;

import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.eventually;
import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.loadbalancer.announcement.Election;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses are given, and answered for by one node: seen from a client on the nodes' network. */
class LoadBalancerTest {
  private static final String POOL = "192.0.2.100-192.0.2.102";
  private static final String NO_ANNOTATIONS = "{}";

  private BalancedLan lan;

  @BeforeEach
  void start() {
    lan = new BalancedLan(POOL);
  }

  @AfterEach
  void stop() {
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void aServiceGetsAnAddressThatTheElectedNodeAnswersFor() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");

    assertThat(address).isEqualTo("192.0.2.100");
    eventually(() -> lan.ask(address).equals(elected(address)));
    String announced = "announcing from node \"" + elected(address) + "\" with protocol \"layer2\"";
    eventually(() -> lan.events("nodeAssigned").contains(announced));
    eventually(() -> lan.events("IPAllocated").equals(List.of("Assigned IP [\"192.0.2.100\"]")));
    assertThat(lan.ask("192.0.2.101")).as("an address that nobody has").isEmpty();
  }

  @Test
  void noAddressIsGivenTwiceAndAnEmptyPoolLeavesAServicePending() {
    for (String name : List.of("a", "b", "c", "d")) {
      lan.putService(name, "", NO_ANNOTATIONS);
    }
    eventually(() -> !lan.events("AllocationFailed").isEmpty());
    eventually(() -> given().size() == 3);

    assertThat(new HashSet<>(given())).hasSize(3);
    String pending =
        List.of("a", "b", "c", "d").stream()
            .filter(name -> lan.address(name).isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(lan.events("AllocationFailed"))
        .containsExactly("Failed to allocate IP for \"default/" + pending + "\": no available IPs");

    String deleted = other(List.of("a", "b", "c", "d"), pending);
    String freed = lan.address(deleted);
    lan.controlPlane().delete(ResourceTypes.SERVICES, key(deleted));
    assertThat(lan.awaitAddress(pending)).isEqualTo(freed);
  }

  @Test
  void aServiceGetsTheAddressThatItAsksForAndGivesItBackWithItsType() {
    lan.putService("field", ", \"loadBalancerIP\": \"192.0.2.102\"", NO_ANNOTATIONS);
    lan.putService("annotated", "", "{\"metallb.universe.tf/loadBalancerIPs\": \"192.0.2.101\"}");
    lan.putService("foreign", ", \"loadBalancerClass\": \"example.com/other\"", NO_ANNOTATIONS);
    lan.putService("outside", ", \"loadBalancerIP\": \"192.0.2.9\"", NO_ANNOTATIONS);

    assertThat(lan.awaitAddress("field")).isEqualTo("192.0.2.102");
    assertThat(lan.awaitAddress("annotated")).isEqualTo("192.0.2.101");
    eventually(() -> !lan.events("AllocationFailed").isEmpty());
    assertThat(lan.events("AllocationFailed"))
        .containsExactly(
            "Failed to allocate IP for \"default/outside\": [\"192.0.2.9\"] is not allowed in"
                + " config");

    lan.changeSpec("field", "type", "ClusterIP");
    eventually(() -> lan.address("field").isEmpty());
    eventually(() -> lan.ask("192.0.2.102").isEmpty());
    assertThat(lan.address("foreign")).isEmpty();
  }

  @Test
  void onlyWhoCouldServeAnnounces() {
    lan.putService("web", ", \"externalTrafficPolicy\": \"Local\"", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    for (String node : List.of("worker2", "", "worker1")) {
      lan.moveEndpoint(node, "web");
      eventually(() -> lan.ask(address).equals(node));
    }
  }

  @Test
  void anExcludedNodeAnnouncesNothing() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    String before = elected(address);
    eventually(() -> lan.ask(address).equals(before));

    ObjectNode node = Json.object();
    node.putObject("metadata")
        .put("name", before)
        .putObject("labels")
        .put("node.kubernetes.io/exclude-from-external-load-balancers", "");
    lan.controlPlane().put(ResourceTypes.NODES, node);

    eventually(() -> lan.ask(address).equals(BalancedLan.other(before)));
  }

  @Test
  void whenANodeDiesTheClientLearnsOfAnotherWithoutAsking() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    String before = elected(address);
    eventually(() -> lan.ask(address).equals(before));

    lan.lan().unplug(before);
    lan.cutOff(before);

    eventually(() -> lan.neighbour(address).equals(BalancedLan.other(before)));
    eventually(() -> lan.ask(address).equals(BalancedLan.other(before)));
    lan.putService("later", "", NO_ANNOTATIONS);
    assertThat(lan.awaitAddress("later")).isNotEqualTo(address);
  }

  @Test
  void aNodeThatOnlyLostTheControlPlaneLeavesItsAddressToTheOther() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    String before = elected(address);
    eventually(() -> lan.ask(address).equals(before));

    lan.cutOff(before);

    eventually(() -> lan.neighbour(address).equals(BalancedLan.other(before)));
    for (int times = 0; times < 3; times++) {
      assertThat(lan.ask(address)).isIn(BalancedLan.other(before), "");
    }
    eventually(() -> lan.ask(address).equals(BalancedLan.other(before)));
  }

  @Test
  void whileTheControlPlaneIsAwayEverythingStays() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    String before = elected(address);
    eventually(() -> lan.ask(address).equals(before));

    BalancedLan.NODES.forEach(lan::cutOff);

    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 4_000_000_000L) {
      assertThat(lan.ask(address)).isIn(before, "");
    }
    eventually(() -> lan.ask(address).equals(before));
  }

  @Test
  void aNodeThatSaysGoodbyeIsReplacedAndARestartRemembersEverything() {
    lan.putService("web", "", NO_ANNOTATIONS);
    String address = lan.awaitAddress("web");
    BalancedLan.NODES.forEach(lan::stop);
    eventually(() -> lan.ask(address).isEmpty());
    lan.putService("later", "", NO_ANNOTATIONS);

    lan.start("worker2", LoadBalancerConfig.of(POOL));

    assertThat(lan.awaitAddress("later")).isNotEqualTo(address);
    assertThat(lan.address("web")).isEqualTo(address);
    eventually(() -> lan.ask(address).equals("worker2"));
    lan.start("worker1", LoadBalancerConfig.of(POOL));
    eventually(() -> lan.ask(address).equals(elected(address)));
  }

  private List<String> given() {
    List<String> given = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      given.add(lan.address(name));
    }
    given.removeIf(String::isEmpty);
    return given;
  }

  private static String elected(String address) {
    return Election.winner(IpAddress.parse(address), Set.copyOf(BalancedLan.NODES)).orElseThrow();
  }

  private static String other(List<String> names, String name) {
    return names.stream().filter(each -> !each.equals(name)).findFirst().orElseThrow();
  }
}
