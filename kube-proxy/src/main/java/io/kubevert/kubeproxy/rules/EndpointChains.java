package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The chains that send a packet to one of N endpoints, whatever its destination.
 *
 * <p>A chain that leads to another is named by a prefix to the other's name. Several threads may
 * ask.
 */
final class EndpointChains {
  static final String MASQUERADE = "masquerade-";
  static final String CLUSTER_IP = "cluster-ip-";
  static final String AFFINITY = "affinity-";

  private final Family family;
  private final RuleSettings settings;
  private final Map<Want, List<Chain>> known = new ConcurrentHashMap<>();

  private record Want(EndpointList list, int endpoints, boolean affinity, Masquerade masquerade) {}

  EndpointChains(Family family, RuleSettings settings) {
    this.family = family;
    this.settings = settings.only(family);
  }

  /** Whose packets are masqueraded on the way. */
  enum Masquerade {
    /** Nobody's; who should be has been marked before. */
    NOBODY,
    /** Those of clients outside the cluster, or everybody's if so configured. */
    OUTSIDERS,
    EVERYBODY
  }

  /** A destination as keys of maps begin with it. */
  static String destination(Family family) {
    return family.keyword() + " daddr . meta l4proto . th dport";
  }

  /** The chain to go to for some endpoints, after those that it leads to. */
  List<Chain> chains(EndpointList list, int endpoints, boolean affinity, Masquerade masquerade) {
    return known.computeIfAbsent(new Want(list, endpoints, affinity, masquerade), this::build);
  }

  private List<Chain> build(Want want) {
    List<Chain> chains = new ArrayList<>();
    chains.add(draw(want.list(), want.endpoints()));
    if (want.affinity()) {
      chains.add(remember(want.list(), chains.getLast()));
    }
    switch (want.masquerade()) {
      case NOBODY -> {}
      case OUTSIDERS -> addMarkingOutsiders(chains);
      case EVERYBODY -> chains.add(marking(MASQUERADE, "", chains.getLast()));
    }
    return chains;
  }

  /**
   * Draws an endpoint. The second rule is for a packet that comes while a transaction takes effect:
   * it was sent here by a number of endpoints that has just gone down. Then the first is there.
   */
  private Chain draw(EndpointList list, int endpoints) {
    String dnat = dnat(list);
    return Chain.of(
        list.endpoints() + "-" + endpoints,
        "meta priority set numgen random mod " + endpoints,
        dnat,
        "meta priority set 0",
        dnat,
        "drop");
  }

  /** Sends a client where it was sent before, or forgets that and goes on. */
  private Chain remember(EndpointList list, Chain otherwise) {
    String group =
        "meta priority set %s map @%s".formatted(destination(family), Skeleton.AFFINITY_GROUPS);
    String client = Affinity.client(family);
    List<String> rules = new ArrayList<>();
    rules.add(group);
    rules.addAll(Affinity.identifyClient(family));
    rules.add("meta priority set %s map @%s".formatted(client, Skeleton.AFFINITY));
    rules.add(dnat(list));
    rules.add(group);
    rules.addAll(Affinity.identifyClient(family));
    rules.add("delete @%s { %s : meta priority }".formatted(Skeleton.AFFINITY, client));
    rules.add("goto " + otherwise.name());
    return new Chain(AFFINITY + otherwise.name(), "", rules);
  }

  /**
   * Translates to the endpoint whose number or hash is in the packet's priority, if there is one.
   */
  private String dnat(EndpointList list) {
    return "dnat %s to %s . meta priority map @%s"
        .formatted(family.keyword(), destination(family), list.endpoints());
  }

  private void addMarkingOutsiders(List<Chain> chains) {
    if (settings.masqueradeAll()) {
      chains.add(marking(MASQUERADE, "", chains.getLast()));
    } else if (!settings.clusterCidrs().isEmpty()) {
      String outsiders =
          "%s saddr != { %s } "
              .formatted(family.keyword(), String.join(", ", settings.clusterCidrs()));
      chains.add(marking(CLUSTER_IP, outsiders, chains.getLast()));
    }
  }

  private static Chain marking(String prefix, String match, Chain next) {
    return Chain.of(
        prefix + next.name(), match + "jump " + Skeleton.MARK_CHAIN, "goto " + next.name());
  }
}
