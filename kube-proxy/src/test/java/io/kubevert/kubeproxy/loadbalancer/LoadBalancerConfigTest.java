package io.kubevert.kubeproxy.loadbalancer;

import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools and advertisements that are objects count as soon as they are there. */
class LoadBalancerConfigTest {
  private static final ResourceType POOLS =
      new ResourceType("metallb.io", "v1beta1", "IPAddressPool", "ipaddresspools", true);
  private static final ResourceType ADVERTISEMENTS =
      new ResourceType("metallb.io", "v1beta1", "L2Advertisement", "l2advertisements", true);
  private static final String ASSIGNED = "LoadBalancerAddressAssigned";
  private static final String ANNOUNCED = "LoadBalancerAddressAnnounced";
  private static final String FROM_SHOP = "{\"metallb.io/address-pool\": \"shop\"}";

  private BalancedLan lan;

  @BeforeEach
  void start() {
    lan = new BalancedLan("192.0.2.100");
  }

  @AfterEach
  void stop() {
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void anAddressIsAnnouncedFromWhereAnAdvertisementSaysAndTheServiceTellsWhyNot() {
    lan.putService("web", "", FROM_SHOP);
    awaitCondition(ASSIGNED, "False NotAssigned: unknown pool \"shop\"");
    awaitCondition(ANNOUNCED, "False NotAssigned: there is no address");

    put(POOLS, "shop", "{\"addresses\": [\"192.0.2.110-192.0.2.119\"]}");
    assertThat(lan.awaitAddress("web")).isEqualTo("192.0.2.110");
    awaitCondition(ASSIGNED, "True Assigned: from the pool shop");
    eventually(
        () ->
            lan.service("web")
                .at("/metadata/annotations/metallb.io~1ip-allocated-from-pool")
                .asText()
                .equals("shop"));
    awaitCondition(
        ANNOUNCED,
        "False NoAdvertisement: 192.0.2.110 is not: no L2Advertisement selects the pool shop for"
            + " this Service");
    assertThat(lan.ask("192.0.2.110")).isEmpty();

    for (String node : BalancedLan.NODES) {
      putNode(node, "rack", node);
    }
    for (String node : BalancedLan.NODES) {
      put(
          ADVERTISEMENTS,
          "shop",
          """
          {"ipAddressPools": ["shop"],
           "nodeSelectors": [{"matchLabels": {"rack": "%s"}}]}
          """
              .formatted(node));
      eventually(() -> lan.ask("192.0.2.110").equals(node));
      awaitCondition(ANNOUNCED, "True Announced: 192.0.2.110 from the node " + node);
    }

    put(ADVERTISEMENTS, "shop", "{\"ipAddressPools\": [\"shop\"], \"interfaces\": [\"other0\"]}");
    eventually(() -> lan.ask("192.0.2.110").isEmpty());
  }

  @Test
  void aServiceTellsThatNoNodeCanAnnounce() {
    lan.putService("web", "", "{}");
    lan.awaitAddress("web");
    lan.moveEndpoint("", "web");
    awaitCondition(
        ANNOUNCED, "False NoEndpoints: 192.0.2.100 is not: no endpoint of the Service is ready");

    lan.moveEndpoint("worker2", "web");
    lan.changeSpec("web", "externalTrafficPolicy", "Local");
    awaitCondition(ANNOUNCED, "True Announced: 192.0.2.100 from the node worker2");
    putNode("worker2", "node.kubernetes.io/exclude-from-external-load-balancers", "");
    awaitCondition(
        ANNOUNCED,
        "False NoNode: 192.0.2.100 is not: no node can announce it: worker1:"
            + " externalTrafficPolicy is Local and it has no ready endpoint; worker2: it is"
            + " labelled node.kubernetes.io/exclude-from-external-load-balancers");

    lan.changeSpec("web", "type", "ClusterIP");
    eventually(() -> lan.address("web").isEmpty() && lan.condition("web", ANNOUNCED).isEmpty());
  }

  @Test
  void aPoolThatIsTakenAwayIsLeftAtOnceAndOneThatOverlapsChangesNothing() {
    put(POOLS, "shop", "{\"addresses\": [\"192.0.2.110-192.0.2.119\"]}");
    put(ADVERTISEMENTS, "all", "{}");
    lan.putService("web", "", "{}");
    lan.putService("more", "", "{}");
    eventually(() -> addresses().equals(List.of("192.0.2.100", "192.0.2.110")));

    put(POOLS, "overlapping", "{\"addresses\": [\"192.0.2.0/24\"]}");
    lan.putService("third", "", "{}");
    assertThat(lan.awaitAddress("third")).isEqualTo("192.0.2.111");
    lan.controlPlane().delete(POOLS, new ObjectKey("metallb-system", "overlapping"));

    lan.controlPlane().delete(POOLS, new ObjectKey("metallb-system", "shop"));
    eventually(() -> addresses().equals(List.of("192.0.2.100")));
    eventually(
        () ->
            lan.events("ClearAssignment")
                .contains("Took back [\"192.0.2.111\"]: no available IPs"));
  }

  private void awaitCondition(String type, String says) {
    try {
      eventually(() -> lan.condition("web", type).equals(says));
    } catch (AssertionError e) {
      assertThat(lan.condition("web", type)).isEqualTo(says);
    }
  }

  private List<String> addresses() {
    return List.of("web", "more", "third").stream()
        .map(lan::address)
        .filter(address -> !address.isEmpty())
        .sorted()
        .toList();
  }

  private void put(ResourceType type, String name, String spec) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("namespace", "metallb-system").put("name", name);
    object.set("spec", Json.parse(spec.getBytes()));
    lan.controlPlane().put(type, object);
  }

  private void putNode(String name, String label, String value) {
    ObjectNode node = Json.object();
    node.putObject("metadata").put("name", name).putObject("labels").put(label, value);
    lan.controlPlane().put(ResourceTypes.NODES, node);
  }
}
