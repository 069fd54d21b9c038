package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.address.Addresses;
import io.kubevert.kubeproxy.nftables.Chain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of session affinity. They are 32 bits wide and may collide: then two Services replace
 * each other's memory of a client, or two endpoints of one Service each other's clients; no packet
 * leaves its Service.
 */
final class Affinity {
  private static final int SEED = 0x4b50;
  private static final int GROUP_BIT = 1 << 31;
  private static final int ENDPOINT_BIT = 1 << 30;

  private Affinity() {}

  /** The group of a Service's port: all its addresses share one. */
  static String group(String servicePort) {
    byte[] name = servicePort.getBytes(StandardCharsets.UTF_8);
    return "0x%08x".formatted(JenkinsHash.of(name, SEED) | GROUP_BIT);
  }

  /**
   * The hash of an endpoint, as {@link #learn} computes it from a translated packet; never equal to
   * a group, nor to the place of an endpoint in its list.
   */
  static String endpoint(String address, int port) {
    byte[] packed = Addresses.bytes(address);
    byte[] registers = Arrays.copyOf(packed, packed.length + 4);
    registers[packed.length] = (byte) (port >> 8);
    registers[packed.length + 1] = (byte) port;
    long hash = Integer.toUnsignedLong(JenkinsHash.of(registers, SEED));
    return "0x%08x".formatted((hash * ENDPOINT_BIT >> 32) + ENDPOINT_BIT);
  }

  /** The key of {@code affinity}, for a packet with its group in its priority. */
  static String client(Family family) {
    return switch (family) {
      case IPV4 -> "ip saddr . meta priority";
      case IPV6 -> "meta priority";
    };
  }

  /** The type of {@link #client}. */
  static String clientType(Family family) {
    return switch (family) {
      case IPV4 -> "ipv4_addr . classid";
      case IPV6 -> "classid";
    };
  }

  /**
   * The rules that come before a use of {@link #client}. nft writes no key of more than 16 bytes
   * from a rule, so an IPv6 client and its group are hashed.
   */
  static List<String> identifyClient(Family family) {
    return switch (family) {
      case IPV4 -> List.of();
      case IPV6 ->
          List.of(
              "meta priority set jhash ip6 saddr . meta priority mod 4294967295 seed 0x%x"
                  .formatted(SEED));
    };
  }

  /** The chain that remembers for some time where a client was sent. */
  static Chain learn(Family family, int seconds) {
    List<String> rules = new ArrayList<>(identifyClient(family));
    rules.add(
        ("update @%s { %s timeout %ds"
                + " : jhash %s daddr . th dport mod %d seed 0x%x offset %d }")
            .formatted(
                Skeleton.AFFINITY,
                client(family),
                seconds,
                family.keyword(),
                ENDPOINT_BIT,
                SEED,
                ENDPOINT_BIT));
    return new Chain("affinity-timeout-" + seconds, "", rules);
  }
}
