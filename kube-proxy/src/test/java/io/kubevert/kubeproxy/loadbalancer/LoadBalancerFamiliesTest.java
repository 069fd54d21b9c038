package io.kubevert.kubeproxy.loadbalancer;

import static io.kubevert.kubeproxy.loadbalancer.BalancedLan.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.loadbalancer.announcement.Election;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IPv6 addresses are given and answered for as IPv4 ones are, alone and beside them. */
class LoadBalancerFamiliesTest {
  private static final String POOL = "192.0.2.100-192.0.2.101,2001:db8::100-2001:db8::101";
  private static final String IPV6 = ", \"clusterIPs\": [\"fd00:10::1\"]";
  private static final String DUAL = ", \"clusterIPs\": [\"10.233.0.9\", \"fd00:10::9\"]";

  /** Notes the link addresses of those who tell where the two addresses are. */
  private static final String WHO_ANSWERS =
      """
      table arp answers {
        set from { type ether_addr; flags dynamic; size 16; }
        chain in {
          type filter hook input priority filter;
          arp operation reply arp saddr ip 192.0.2.100 add @from { arp saddr ether }
        }
      }
      table ip6 answers {
        set from { type ether_addr; flags dynamic; size 16; }
        chain in {
          type filter hook input priority filter;
          icmpv6 type nd-neighbor-advert @th,64,128 0x20010db8000000000000000000000100 add @from { ether saddr }
        }
      }
      """;

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
  void oneNodeAnswersNeighbourSolicitations() {
    lan.putService("six", IPV6, "{}");
    String address = lan.awaitAddress("six");

    assertThat(address).isEqualTo("2001:db8::100");
    eventually(() -> lan.ask(address).equals(elected(address)));
    assertThat(lan.ask("2001:db8::101")).as("an address that nobody has").isEmpty();
    eventually(() -> lan.events("IPAllocated").equals(List.of("Assigned IP [\"2001:db8::100\"]")));
  }

  @Test
  void nobodyButTheElectedNodeEverAnswers() {
    lan.putService("dual", DUAL, "{}");
    eventually(() -> lan.addresses("dual").equals(List.of("192.0.2.100", "2001:db8::100")));
    for (String address : lan.addresses("dual")) {
      eventually(() -> lan.ask(address).equals(elected(address)));
    }

    lan.client().run("nft", WHO_ANSWERS);
    for (int times = 0; times < 5; times++) {
      lan.addresses("dual").forEach(lan::ask);
    }
    assertThat(macs("arp")).containsExactly(lan.lan().mac(elected("192.0.2.100")));
    assertThat(macs("ip6")).containsExactly(lan.lan().mac(elected("2001:db8::100")));
  }

  /** Whose answers the client has seen. */
  private List<String> macs(String family) {
    return Pattern.compile("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
        .matcher(lan.client().run("nft", "list", "set", family, "answers", "from"))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void whenANodeDiesTheClientLearnsOfAnotherWithoutAsking() {
    lan.putService("six", IPV6, "{}");
    String address = lan.awaitAddress("six");
    String before = elected(address);
    eventually(() -> lan.ask(address).equals(before));

    lan.lan().unplug(before);
    lan.cutOff(before);

    eventually(() -> lan.neighbour(address).equals(BalancedLan.other(before)));
    eventually(() -> lan.ask(address).equals(BalancedLan.other(before)));
  }

  /** Whoever has the other node in their tables would send there for long. */
  @Test
  void aNodeWhoseCableIsPluggedInAgainTakesItsAddressesBackWithoutBeingAsked() {
    lan.putService("dual", DUAL, "{}");
    eventually(() -> lan.addresses("dual").size() == 2);
    for (String address : lan.addresses("dual")) {
      String before = elected(address);
      eventually(() -> lan.ask(address).equals(before));

      lan.lan().unplug(before);
      eventually(() -> lan.neighbour(address).equals(BalancedLan.other(before)));
      lan.lan().plug(before);
      eventually(() -> lan.neighbour(address).equals(before));
    }
  }

  @Test
  void aNodeWhoseLinkComesBackAnswersAgain() {
    lan.putService("dual", DUAL, "{}");
    eventually(() -> lan.addresses("dual").size() == 2);
    BalancedLan.NODES.forEach(
        node -> lan.lan().machine(node).run("ip", "link", "set", "eth0", "down"));
    eventually(() -> lan.ask("192.0.2.100").isEmpty());

    for (String node : BalancedLan.NODES) {
      lan.lan().machine(node).run("ip", "link", "set", "eth0", "up");
      lan.lan()
          .machine(node)
          .run(
              "ip", "address", "replace", lan.lan().address6(node) + "/64", "dev", "eth0", "nodad");
    }

    eventually(() -> lan.ask("192.0.2.100").equals(elected("192.0.2.100")));
    eventually(() -> lan.ask("2001:db8::100").equals(elected("2001:db8::100")));
  }

  @Test
  void aDualStackServiceGetsBothAndOneThatOnlyPrefersItMakesDoWithOne() {
    lan.putService("dual", DUAL, "{}");
    eventually(() -> lan.addresses("dual").equals(List.of("192.0.2.100", "2001:db8::100")));
    lan.putService("six", IPV6, "{}");
    lan.awaitAddress("six");
    lan.putService("second", DUAL + ", \"ipFamilyPolicy\": \"RequireDualStack\"", "{}");
    eventually(() -> !lan.events("AllocationFailed").isEmpty());
    assertThat(lan.addresses("second")).isEmpty();

    lan.putService("prefers", DUAL + ", \"ipFamilyPolicy\": \"PreferDualStack\"", "{}");

    eventually(() -> lan.addresses("prefers").equals(List.of("192.0.2.101")));
    assertThat(lan.condition("prefers", "LoadBalancerAddressAssigned"))
        .isEqualTo(
            "False PartlyAssigned: from the pool default, but no pool has an IPv6 address beside"
                + " it");
    eventually(
        () ->
            lan.events("AdditionalAssignFailed")
                .equals(
                    List.of(
                        "Failed to assign an additional IP to \"default/prefers\": no pool has an"
                            + " IPv6 address beside it")));
    for (String address : lan.addresses("dual")) {
      eventually(() -> lan.ask(address).equals(elected(address)));
    }
  }

  private static String elected(String address) {
    return Election.winner(IpAddress.parse(address), BalancedLan.NODES).orElseThrow();
  }
}
