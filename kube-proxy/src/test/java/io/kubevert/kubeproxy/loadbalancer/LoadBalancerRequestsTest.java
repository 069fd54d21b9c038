package io.kubevert.kubeproxy.loadbalancer;

import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.eventually;
import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Service asks for, as its user writes it, and what it gets. */
class LoadBalancerRequestsTest {
  private static final List<AddressPool> POOLS =
      List.of(
          AddressPool.parse("192.0.2.100-192.0.2.109,2001:db8::100-2001:db8::109"),
          AddressPool.parse("small=192.0.2.110"));
  private static final String SHARED = "\"metallb.io/loadBalancerIPs\": \"192.0.2.105\"";
  private static final String DUAL =
      "\"clusterIPs\": [\"10.233.0.9\", \"fd00:10::9\"], \"ipFamilyPolicy\": \"%s\"";

  private BalancedLan lan;

  @AfterEach
  void stop() {
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void servicesOfTheClassThatWasGivenAtTheStartAndNoOthersAreServed() {
    lan = new BalancedLan(LoadBalancerConfig.of(POOLS, "example.com/ours"));
    put("none", "", "");
    put("other", "\"loadBalancerClass\": \"example.com/other\"", "");
    put("ours", "\"loadBalancerClass\": \"example.com/ours\"", "");

    String address = lan.awaitAddress("ours");
    eventually(() -> BalancedLan.NODES.contains(lan.ask(address)));
    put("later", "\"loadBalancerClass\": \"example.com/ours\"", "");
    lan.awaitAddress("later");
    assertThat(lan.addresses("none")).isEmpty();
    assertThat(lan.addresses("other")).isEmpty();
    assertThat(lan.condition("none", "LoadBalancerAddressAssigned")).isEmpty();
    assertThat(lan.events("AllocationFailed")).isEmpty();
  }

  @Test
  void anAddressIsSharedByThoseWithOneKeyWhosePacketsCanBeToldApart() {
    lan = new BalancedLan(LoadBalancerConfig.of(POOLS, ""));
    put("tcp", ports("TCP", 53), SHARED + ", \"metallb.io/allow-shared-ip\": \"dns\"");
    put("udp", ports("UDP", 53), SHARED + ", \"metallb.universe.tf/allow-shared-ip\": \"dns\"");
    assertThat(lan.awaitAddress("tcp")).isEqualTo("192.0.2.105");
    assertThat(lan.awaitAddress("udp")).isEqualTo("192.0.2.105");

    put("same-port", ports("TCP", 53), SHARED + ", \"metallb.io/allow-shared-ip\": \"dns\"");
    awaitFailure("same-port");
    put("other-key", ports("TCP", 54), SHARED + ", \"metallb.io/allow-shared-ip\": \"web\"");
    awaitFailure("other-key");
    put("no-key", ports("TCP", 55), SHARED);
    awaitFailure("no-key");
    put(
        "local",
        ports("TCP", 56) + ", \"externalTrafficPolicy\": \"Local\", \"selector\": {\"a\": \"b\"}",
        SHARED + ", \"metallb.io/allow-shared-ip\": \"dns\"");
    awaitFailure("local");

    lan.controlPlane().delete(ResourceTypes.SERVICES, key("tcp"));
    assertThat(lan.awaitAddress("same-port")).as("the port is free").isEqualTo("192.0.2.105");
    eventually(() -> BalancedLan.NODES.contains(lan.ask("192.0.2.105")));
    assertThat(lan.address("udp")).isEqualTo("192.0.2.105");
  }

  @Test
  void pairsOfAddressesAndPoolsAreAskedForByAnnotationsOfEitherPrefix() {
    lan = new BalancedLan(LoadBalancerConfig.of(POOLS, ""));
    put(
        "pair",
        DUAL.formatted("RequireDualStack"),
        "\"metallb.io/loadBalancerIPs\": \"192.0.2.103, 2001:db8::107\"");
    eventually(() -> lan.addresses("pair").equals(List.of("192.0.2.103", "2001:db8::107")));
    put("small", "", "\"metallb.universe.tf/address-pool\": \"small\"");
    assertThat(lan.awaitAddress("small")).isEqualTo("192.0.2.110");

    put("half", DUAL.formatted("RequireDualStack") + ", \"loadBalancerIP\": \"192.0.2.104\"", "");
    eventually(() -> !lan.events("AllocationFailed").isEmpty());
    assertThat(lan.events("AllocationFailed"))
        .as("the field has room for one address")
        .containsExactly(
            "Failed to allocate IP for \"default/half\": requested addresses [192.0.2.104] are not"
                + " one of IPv4 and IPv6");
    put("full", "", "\"metallb.io/address-pool\": \"small\"");
    eventually(
        () ->
            lan.condition("full", "LoadBalancerAddressAssigned")
                .equals("False NotAssigned: no available IPs"));
  }

  private void awaitFailure(String service) {
    String start =
        "Failed to allocate IP for \"default/" + service + "\": address 192.0.2.105 is in";
    eventually(() -> lan.events("AllocationFailed").stream().anyMatch(it -> it.startsWith(start)));
    assertThat(lan.addresses(service)).isEmpty();
  }

  private static String ports(String protocol, int port) {
    return "\"ports\": [{\"protocol\": \"%s\", \"port\": %d}]".formatted(protocol, port);
  }

  private void put(String name, String spec, String annotations) {
    ObjectNode service = Json.object();
    service
        .putObject("metadata")
        .put("namespace", "default")
        .put("name", name)
        .set("annotations", Json.parse(("{" + annotations + "}").getBytes()));
    ObjectNode fields = Json.parse(("{" + spec + "}").getBytes());
    service.set("spec", fields.put("type", "LoadBalancer"));
    lan.controlPlane().put(ResourceTypes.SERVICES, service);
  }
}
