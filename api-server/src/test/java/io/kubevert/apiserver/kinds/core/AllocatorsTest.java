package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocatorsTest {

  /** How many addresses a range has, and how many of them are kept for those who ask. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/28, 14, 0",
    "10.0.0.0/24, 254, 16",
    "10.0.0.0/22, 1022, 64",
    "10.0.0.0/20, 4094, 256",
    "10.233.0.0/18, 16382, 256",
    "fd00::/118, 1023, 64",
    "fd00::/64, 1048575, 256"
  })
  void givesTheUpperBandFirst(String cidr, int size, int band) {
    AddressAllocator allocator = new AddressAllocator(cidr, new Random(1));
    assertThat(allocator.free()).isEqualTo(size);
    TreeSet<BigInteger> upper = take(allocator, size - band);
    TreeSet<BigInteger> lower = take(allocator, band);
    assertThat(allocator.takeAny()).isEmpty();
    assertThat(upper).hasSize(size - band);
    assertThat(lower).hasSize(band);
    assertThat(lower).allMatch(address -> address.compareTo(upper.first()) < 0);
  }

  @Test
  void givesNodePortsFromTheUpperBandFirst() {
    NodePortAllocator allocator = new NodePortAllocator(30000, 32767, new Random(1));
    for (int i = 0; i < 2768; i++) {
      int port = allocator.takeAny().orElseThrow();
      assertThat(port < 30086).as("port %d as number %d", port, i).isEqualTo(i >= 2768 - 86);
    }
    assertThat(allocator.takeAny()).isEmpty();
  }

  /** A random history of taking and giving back never gives twice and loses nothing. */
  @Test
  void neverGivesTwiceAndLosesNothing() {
    Random random = new Random(3070);
    AddressAllocator allocator = new AddressAllocator("10.9.0.0/24", random);
    List<InetAddress> held = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      if (random.nextInt(100) < 52) {
        InetAddress wanted = InetAddress.ofLiteral("10.9.0." + (1 + random.nextInt(254)));
        Optional<InetAddress> given =
            random.nextBoolean()
                ? allocator.takeAny()
                : allocator.take(wanted) ? Optional.of(wanted) : Optional.empty();
        given.ifPresent(
            address -> {
              assertThat(held.contains(address)).as("%s", address).isFalse();
              held.add(address);
            });
      } else if (!held.isEmpty()) {
        allocator.giveBack(held.remove(random.nextInt(held.size())));
      }
      assertThat(allocator.free()).isEqualTo(254 - held.size());
    }
  }

  @Test
  void neverGivesTwiceToThreadsAtOnce() {
    NodePortAllocator allocator = new NodePortAllocator(30000, 32767, new Random(7));
    Map<Integer, Boolean> given = new ConcurrentHashMap<>();
    IntStream.range(0, 2768)
        .parallel()
        .forEach(
            i ->
                assertThat(given.put(allocator.takeAny().orElseThrow(), true))
                    .as("given before")
                    .isNull());
    assertThat(given).hasSize(2768);
    assertThat(allocator.free()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0", "10.0.0.255", "10.0.1.1", "fd00::1"})
  void refusesAddressesThatAreNotHosts(String address) {
    AddressRanges ranges = new AddressRanges(List.of("10.0.0.0/24"));
    assertThat(ranges.take(InetAddress.ofLiteral(address)))
        .hasValueSatisfying(
            fault ->
                assertThat(fault)
                    .endsWith("not in the valid range. The range of valid IPs is 10.0.0.0/24"));
  }

  /** In ranges of more addresses than anybody counts, those that are far off can be asked for. */
  @Test
  void givesAnyAddressOfALargeRangeToWhoeverAsksForIt() {
    AddressAllocator allocator = new AddressAllocator("fd00::/64", new Random(1));
    InetAddress far = InetAddress.ofLiteral("fd00::1:2:3:4");
    assertThat(allocator.take(far)).isTrue();
    assertThat(allocator.take(far)).isFalse();
    allocator.giveBack(far);
    assertThat(allocator.take(far)).isTrue();
  }

  /** What a range holds already is not given by another one that overlaps it. */
  @Test
  void overlappingRangesGiveEachAddressOnce() {
    AddressRanges ranges = new AddressRanges(List.of("10.9.0.0/28"));
    InetAddress shared = InetAddress.ofLiteral("10.9.0.9");
    assertThat(ranges.take(shared)).isEmpty();
    ranges.add("10.9.0.8/29");
    assertThat(ranges.take(shared)).contains("provided IP is already allocated");
    Set<InetAddress> given = new HashSet<>(Set.of(shared));
    for (int i = 0; i < 13; i++) {
      assertThat(given.add(ranges.takeAny("IPv4").orElseThrow())).isTrue();
    }
    assertThat(ranges.takeAny("IPv4")).isEmpty();
    ranges.giveBack(shared);
    ranges.remove("10.9.0.0/28");
    assertThat(ranges.takeAny("IPv4")).contains(shared);
  }

  private static TreeSet<BigInteger> take(AddressAllocator allocator, int count) {
    TreeSet<BigInteger> taken = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      InetAddress address = allocator.takeAny().orElseThrow();
      taken.add(new BigInteger(1, address.getAddress()));
    }
    return taken;
  }
}
