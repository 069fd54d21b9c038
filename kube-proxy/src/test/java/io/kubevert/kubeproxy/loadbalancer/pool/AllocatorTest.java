package io.kubevert.kubeproxy.loadbalancer.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
                 | fd00::1     |          | a Service gets one IPv4 address, not [fd00::1]
                 | web.example |          | a Service gets one IPv4 address, not [web.example]
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
                    new Claim(
                        key("second"),
                        pool == null ? FREE : pool,
                        wanted == null ? List.of() : List.of(wanted),
                        Optional.ofNullable(held).map(Ipv4::parse),
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
    Map<ObjectKey, Ipv4> expected = new HashMap<>();
    for (int step = 0; step < 2_000; step++) {
      ObjectKey service = key("s" + random.nextInt(30));
      if (random.nextInt(3) == 0) {
        assertThat(drawn.release(service)).isEqualTo(expected.remove(service) != null);
      } else {
        expected.remove(service);
        String wish = "10.0.0." + random.nextInt(20);
        boolean picky = random.nextBoolean();
        Claim claim =
            new Claim(service, FREE, picky ? List.of(wish) : List.of(), Optional.empty(), ALONE);
        if (drawn.assign(claim) instanceof Outcome.Assigned(Ipv4 address)) {
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

  private static Claim any(String service) {
    return new Claim(key(service), FREE, List.of(), Optional.empty(), ALONE);
  }

  private static Claim wants(String service, String address, Sharing sharing) {
    return new Claim(key(service), FREE, List.of(address), Optional.empty(), sharing);
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Assigned(Ipv4 address) -> address.toString();
      case Outcome.Refused(String reason) -> reason;
    };
  }
}
