package io.kubevert.kubeproxy.loadbalancer.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorTest {
  private static final String FREE = "";
  private static final Sharing ALONE = new Sharing("", Set.of("TCP/80"), "");

  private final Allocator allocator =
      new Allocator(
          List.of(AddressPool.parse("10.0.0.1-10.0.0.2"), AddressPool.parse("small=192.0.2.8/31")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # pool | wanted      | held     | outcome
                 |             |          | 10.0.0.2
          small  |             |          | 192.0.2.8
          none   |             |          | unknown pool "none"
                 | 192.0.2.9   |          | 192.0.2.9
                 | 10.0.0.1    |          | address 10.0.0.1 is in use by default/first
                 | 10.0.0.3    |          | ["10.0.0.3"] is not allowed in config
          small  | 10.0.0.2    |          | ["10.0.0.2"] is not allowed in config
                 | fd00::1     |          | requested addresses [fd00::1] are not one of IPv4
                 | web.example |          | invalid spec.loadBalancerIP or annotation: [web.example]
                 |             | 10.0.0.2 | 10.0.0.2
                 |             | 10.0.0.1 | 10.0.0.2
                 |             | 10.9.9.9 | 10.0.0.2
          small  |             | 10.0.0.2 | 192.0.2.8
          """)
  void aSecondServiceGets(String pool, String wanted, String held, String outcome) {
    allocator.assign(any("first"));

    assertThat(
            text(
                allocator.assign(
                    claim(
                        "second",
                        pool == null ? FREE : pool,
                        wanted == null ? List.of() : List.of(wanted),
                        held == null ? List.of() : List.of(IpAddress.parse(held)),
                        ALONE))))
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    // key, port, backend, whether it may share with the key "blue", TCP/80, policy Cluster
    "blue, TCP/443, '',        true",
    "blue, UDP/80,  '',        true",
    "blue, TCP/80,  '',        false",
    "red,  TCP/443, '',        false",
    "'',   TCP/443, '',        false",
    "blue, TCP/443, 'app=web', false",
  })
  void sharing(String key, String port, String backend, boolean shared) {
    allocator.assign(wants("first", "10.0.0.1", new Sharing("blue", Set.of("TCP/80"), "")));

    Outcome outcome =
        allocator.assign(wants("second", "10.0.0.1", new Sharing(key, Set.of(port), backend)));

    assertThat(outcome instanceof Outcome.Assigned).isEqualTo(shared);
  }

  @Test
  void aServiceKeepsItsAddressWhenItIsAskedAgain() {
    Outcome first = allocator.assign(any("first"));
    allocator.assign(any("second"));
    allocator.release(key("second"));

    assertThat(allocator.assign(any("first"))).isEqualTo(first);
  }

  @Test
  void aServiceThatAsksForWhatItCannotHaveLosesWhatItHad() {
    allocator.assign(any("first"));
    allocator.assign(wants("first", "10.9.9.9", ALONE));

    assertThat(text(allocator.assign(wants("second", "10.0.0.1", ALONE)))).isEqualTo("10.0.0.1");
  }

  @Test
  void anEmptyPoolRefusesUntilAnAddressIsReleased() {
    for (String name : List.of("a", "b", "c", "d")) {
      assertThat(allocator.assign(any(name))).isInstanceOf(Outcome.Assigned.class);
    }
    assertThat(text(allocator.assign(any("e")))).isEqualTo("no available IPs");

    assertThat(allocator.release(key("c"))).isTrue();

    assertThat(text(allocator.assign(any("e")))).isEqualTo("192.0.2.8");
    assertThat(allocator.release(key("c"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noAddressIsEverGivenTwiceAndAllComeBack(long seed) {
    Random random = new Random(seed);
    AddressPool pool = AddressPool.parse("10.0.0.0/28");
    Allocator drawn = new Allocator(List.of(pool));
    Map<ObjectKey, IpAddress> expected = new HashMap<>();
    for (int step = 0; step < 2_000; step++) {
      ObjectKey service = key("s" + random.nextInt(30));
      if (random.nextInt(3) == 0) {
        assertThat(drawn.release(service)).isEqualTo(expected.remove(service) != null);
      } else {
        expected.remove(service);
        String wish = "10.0.0." + random.nextInt(20);
        boolean picky = random.nextBoolean();
        Claim claim =
            claim(service.name(), FREE, picky ? List.of(wish) : List.of(), List.of(), ALONE);
        if (drawn.assign(claim) instanceof Outcome.Assigned assigned) {
          IpAddress address = assigned.addresses().getFirst();
          assertThat(expected.values()).doesNotContain(address);
          expected.put(service, address);
        }
      }
      assertThat(drawn.inUse(pool)).isEqualTo(expected.size());
    }
    new ArrayList<>(expected.keySet()).forEach(drawn::release);
    assertThat(drawn.inUse(pool)).isZero();
    for (int number = 0; number < 16; number++) {
      assertThat(drawn.assign(any("last" + number))).isInstanceOf(Outcome.Assigned.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # families          | wanted              | held    | outcome
          IPv6                |                     |         | fd00::1
          IPv4 IPv6           |                     |         | 10.0.1.1 fd00::1
          IPv6 IPv4           |                     |         | fd00::1 10.0.1.1
          IPv4 IPv6           |                     | fd00::2 | 10.0.1.1 fd00::2
          IPv4 IPv6           | 10.0.1.2 fd00::2    |         | 10.0.1.2 fd00::2
          IPv4 IPv6           | 10.0.1.2            |         | requested addresses [10.0.1.2] are not one of IPv4 and IPv6
          IPv4 IPv6 preferred | 10.0.1.2            |         | 10.0.1.2
          IPv4 IPv6           | 10.0.1.2 10.0.1.1   |         | requested addresses [10.0.1.2, 10.0.1.1] are not one of IPv4 and IPv6
          IPv4 IPv6           | 10.0.0.1 fd00::2    |         | ["10.0.0.1" "fd00::2"] is not allowed in config
          """)
  void aDualStackServiceGetsBothAddressesOfOnePool(
      String families, String wanted, String held, String outcome) {
    Allocator dual =
        new Allocator(
            List.of(
                AddressPool.parse("10.0.0.1-10.0.0.2"),
                AddressPool.parse("both=10.0.1.1-10.0.1.2,fd00::1-fd00::2")));
    Claim claim =
        new Claim(
            key("dual"),
            Map.of(),
            Map.of(),
            FREE,
            wanted == null ? List.of() : List.of(wanted.split(" ")),
            new Families(
                families.startsWith("IPv6"),
                families.contains(" "),
                families.endsWith("preferred")),
            held == null ? List.of() : List.of(IpAddress.parse(held)),
            ALONE);

    assertThat(text(dual.assign(claim))).isEqualTo(outcome);
  }

  @Test
  void whoOnlyPrefersBothFamiliesMakesDoWithOneAndSaysWhatIsLacking() {
    Allocator one = new Allocator(List.of(AddressPool.parse("10.0.0.1")));
    Claim claim =
        new Claim(
            key("dual"),
            Map.of(),
            Map.of(),
            FREE,
            List.of(),
            new Families(true, true, true),
            List.of(),
            ALONE);

    assertThat(one.assign(claim))
        .isEqualTo(
            new Outcome.Assigned(
                "default",
                List.of(IpAddress.parse("10.0.0.1")),
                Optional.of("no pool has an IPv6 address beside it")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # namespace | team of namespace | label of Service | wanted pool | outcome
          default     |                   |                  |             | 10.9.0.1
          shop        |                   |                  |             | 10.1.0.1
          default     | shop              |                  |             | 10.1.0.1
          default     |                   | gold             |             | 10.2.0.1
          shop        |                   | gold             |             | 10.2.0.1
          default     |                   |                  | by-name     | 10.3.0.1
          default     |                   |                  | shop        | pool "shop" is not for this Service
          default     |                   |                  | none        | unknown pool "none"
          """)
  void poolsForSomeComeBeforePoolsForAll(
      String namespace, String team, String label, String pool, String outcome) {
    Allocator chosen =
        new Allocator(
            List.of(
                pool("all", "10.9.0.0/24", "{}"),
                pool(
                    "shop",
                    "10.1.0.1-10.1.0.9",
                    """
                    {"serviceAllocation": {"priority": 20, "namespaces": ["shop"],
                      "namespaceSelectors": [{"matchLabels": {"team": "shop"}}]}}
                    """),
                pool(
                    "gold",
                    "10.2.0.1-10.2.0.9",
                    """
                    {"serviceAllocation": {"priority": 10, "serviceSelectors":
                      [{"matchExpressions": [{"key": "tier", "operator": "In", "values": ["gold"]}]}]}}
                    """),
                pool("by-name", "10.3.0.1", "{\"autoAssign\": false}")));

    assertThat(
            text(
                chosen.assign(
                    new Claim(
                        new ObjectKey(namespace, "s"),
                        label == null ? Map.of() : Map.of("tier", label),
                        team == null ? Map.of() : Map.of("team", team),
                        pool == null ? FREE : pool,
                        List.of(),
                        Families.IPV4,
                        List.of(),
                        ALONE))))
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "0 3 2, third",
    "9 3 0, second",
    "0 0 0, first",
    "5 5 9, first",
  })
  void theLowestPriorityComesFirstAndNoneLast(String priorities, String expected) {
    List<String> names = List.of("first", "second", "third");
    String[] each = priorities.split(" ");
    List<AddressPool> pools = new ArrayList<>();
    for (int number = 0; number < names.size(); number++) {
      String spec = "{\"serviceAllocation\": {\"priority\": " + each[number] + "}}";
      pools.add(pool(names.get(number), "10.0." + number + ".1", spec));
    }

    assertThat(new Allocator(pools).assign(any("s")))
        .isInstanceOfSatisfying(
            Outcome.Assigned.class, assigned -> assertThat(assigned.pool()).isEqualTo(expected));
  }

  /** Addresses that end in 0 or 255 are avoided in each. */
  private static AddressPool pool(String name, String range, String spec) {
    JsonNode fields = Json.parse(spec.getBytes());
    return new AddressPool(
        name,
        List.of(AddressRange.parse(range)),
        Map.of(),
        fields.path("autoAssign").asBoolean(true),
        true,
        ServiceAllocation.decode(fields.path("serviceAllocation")));
  }

  private static Claim any(String service) {
    return claim(service, FREE, List.of(), List.of(), ALONE);
  }

  private static Claim wants(String service, String address, Sharing sharing) {
    return claim(service, FREE, List.of(address), List.of(), sharing);
  }

  private static Claim claim(
      String service, String pool, List<String> wanted, List<IpAddress> held, Sharing sharing) {
    return new Claim(key(service), Map.of(), Map.of(), pool, wanted, Families.IPV4, held, sharing);
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Assigned assigned ->
          assigned.addresses().stream().map(IpAddress::toString).collect(Collectors.joining(" "));
      case Outcome.Refused(String reason) -> reason;
    };
  }
}
