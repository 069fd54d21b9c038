package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Collection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a table holds before the first Service: its maps, and the chains that look into them. */
final class Skeleton {
  static final String SERVICES = "service-ips";
  static final String CLUSTER_IPS = "cluster-ips";
  static final String FIREWALLED_SERVICES = "firewalled-services";
  static final String SOURCE_RANGES = "source-ranges";
  static final String EXTERNAL_CLUSTER_POLICY = "external-cluster-policy";
  static final String EXTERNAL_LOCAL_POLICY = "external-local-policy";
  static final String HAIRPIN = "hairpin";
  static final String AFFINITY = "affinity";
  static final String AFFINITY_GROUPS = "affinity-groups";
  static final String AFFINITY_TIMEOUTS = "affinity-timeouts";

  private static final Set<String> DISPATCHED =
      Set.of(
          SERVICES,
          CLUSTER_IPS,
          FIREWALLED_SERVICES,
          EXTERNAL_CLUSTER_POLICY,
          EXTERNAL_LOCAL_POLICY);

  /** Goes where the number in a packet's priority leads. */
  private static final String DISPATCH = "meta priority vmap @" + Dispatch.MAP;

  static final String MARK_CHAIN = "mark-for-masquerade";
  static final String REJECT_CHAIN = "reject-chain";
  static final String FIREWALL_CHAIN = "firewall";
  static final String EXTERNAL_LOCAL_CHAIN = "external-local";

  /** The mark of packets to masquerade, as the reference sets it: bit 14. */
  private static final String MARK = "0x4000";

  private static final int MOST_REMEMBERED_CLIENTS = 1 << 20;

  private final Family family;
  private final RuleSettings settings;
  private final String destination;

  Skeleton(Family family, RuleSettings settings) {
    this.family = family;
    this.settings = settings.only(family);
    this.destination = EndpointChains.destination(family);
  }

  List<Collection> collections() {
    String address = family.addressType();
    String destinationType = address + " . inet_proto . inet_service";
    String toNumber = "type " + destinationType + " : classid ;";
    List<Collection> all = new ArrayList<>();
    all.add(Collection.map(Dispatch.MAP, "type classid : verdict ;"));
    all.add(Collection.map(SERVICES, toNumber + " counter ;"));
    all.add(Collection.map(CLUSTER_IPS, "type " + address + " : classid ;"));
    all.add(Collection.map(FIREWALLED_SERVICES, toNumber));
    all.add(
        Collection.set(
            SOURCE_RANGES, "type " + destinationType + " . " + address + " ; flags interval ;"));
    all.add(Collection.map(EXTERNAL_CLUSTER_POLICY, toNumber));
    all.add(Collection.map(EXTERNAL_LOCAL_POLICY, toNumber));
    all.add(Collection.set(HAIRPIN, "type " + address + " . " + address + " ;"));
    all.add(affinity());
    all.add(Collection.map(AFFINITY_GROUPS, "type " + destinationType + " : classid ;"));
    all.add(Collection.map(AFFINITY_TIMEOUTS, "type classid : verdict ;"));
    for (EndpointList list : EndpointList.values()) {
      all.add(
          Collection.map(
              list.endpoints(),
              "type %s . classid : %s . inet_service ; counter ;"
                  .formatted(destinationType, address)));
    }
    return all;
  }

  /** The one map that the kernel fills, and that outlives the proxy. */
  private Collection affinity() {
    return Collection.map(
        AFFINITY,
        "type %s : classid ; flags dynamic, timeout ; size %d ;"
            .formatted(Affinity.clientType(family), MOST_REMEMBERED_CLIENTS));
  }

  /** Whether what a collection holds is written by the proxy, and not by the kernel. */
  static boolean isOurs(Collection collection) {
    return !collection.name().equals(AFFINITY);
  }

  /** In an order in which a chain comes after those that it leads to. */
  List<Chain> chains() {
    String ip = family.keyword();
    return List.of(
        Chain.of(MARK_CHAIN, "meta mark set meta mark | " + MARK),
        Chain.of(REJECT_CHAIN, "meta l4proto tcp reject with tcp reset", "reject"),
        externalLocal(),
        Chain.of("dispatch-firewalled", DISPATCH, Dispatch.EXTERNAL_LOCAL),
        Chain.of(
            FIREWALL_CHAIN,
            destination + " . " + ip + " saddr != @" + SOURCE_RANGES + " drop",
            lookUp(FIREWALLED_SERVICES) + " goto dispatch-firewalled"),
        Chain.of("dispatch-services", DISPATCH, "meta priority vmap " + Dispatch.entrances()),
        services(),
        Chain.of("masquerading", "meta mark set meta mark ^ " + MARK, "masquerade fully-random"),
        Chain.of(
            "after-dnat",
            ("meta l4proto { tcp, udp, sctp } meta priority set"
                    + " ct original %s daddr . meta l4proto . ct original proto-dst map @%s")
                .formatted(ip, AFFINITY_GROUPS),
            "meta priority vmap @" + AFFINITY_TIMEOUTS,
            "meta priority set 0"),
        Chain.hooked("nat-prerouting", "type nat hook prerouting priority dstnat", "jump services"),
        Chain.hooked("nat-output", "type nat hook output priority -100", "jump services"),
        Chain.hooked(
            "nat-postrouting",
            "type nat hook postrouting priority srcnat",
            "meta mark & %s != 0 goto masquerading".formatted(MARK),
            "ct status dnat %s saddr . %s daddr @%s masquerade fully-random"
                .formatted(ip, ip, HAIRPIN)),
        Chain.hooked(
            "filter-prerouting-post-dnat",
            "type filter hook prerouting priority dstnat + 10",
            "ct state new ct status dnat jump after-dnat"),
        Chain.hooked(
            "filter-output-post-dnat",
            "type filter hook output priority -90",
            "ct state new ct status dnat jump after-dnat"));
  }

  /** Puts what a map says of a packet's destination into its priority; fails if it says nothing. */
  private String lookUp(String map) {
    return "meta priority set " + destination + " map @" + map;
  }

  /** Whether a map's values are numbers of {@link Dispatch}. */
  static boolean isDispatched(String map) {
    return DISPATCHED.contains(map);
  }

  private Chain externalLocal() {
    String toCluster = lookUp(EXTERNAL_CLUSTER_POLICY) + " " + DISPATCH;
    List<String> rules = new ArrayList<>();
    for (String cidr : settings.clusterCidrs()) {
      rules.add("%s saddr %s %s".formatted(family.keyword(), cidr, toCluster));
    }
    rules.add("fib saddr type local jump " + MARK_CHAIN);
    rules.add("fib saddr type local " + toCluster);
    rules.add(lookUp(EXTERNAL_LOCAL_POLICY) + " " + DISPATCH);
    return new Chain(EXTERNAL_LOCAL_CHAIN, "", rules);
  }

  /**
   * Ports that a known address lacks are refused. The addresses are a map only because the elements
   * of a map go when the rules do, if somebody removes the table, and those of a set later: a
   * packet in between would find the address, but no port.
   */
  private Chain services() {
    String daddr = family.keyword() + " daddr ";
    List<String> rules = new ArrayList<>();
    rules.add(lookUp(SERVICES) + " goto dispatch-services");
    rules.add("meta priority set " + daddr + "map @" + CLUSTER_IPS + " goto " + REJECT_CHAIN);
    for (String cidr : settings.serviceCidrs()) {
      rules.add(daddr + cidr + " drop");
    }
    return new Chain("services", "", rules);
  }
}
