package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.MessageObserver;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Which chain answers for which zone at one address. */
public final class ZoneTable {
  private static final int ROOT_LABELS = 1;

  private final Map<Name, Chain> chains;
  private final Service service;
  private final Optional<Chain> root;
  private final BitSet lengths = new BitSet();

  /** Over plain DNS. */
  public ZoneTable(Map<Name, Chain> chains) {
    this(chains, Service.PLAIN);
  }

  /**
   * @param chains by zone
   * @param service how the address is served
   */
  ZoneTable(Map<Name, Chain> chains, Service service) {
    this.chains = Map.copyOf(chains);
    this.service = service;
    this.root = Optional.ofNullable(chains.get(Name.root));
    chains.keySet().forEach(zone -> lengths.set(zone.labels()));
  }

  /** By zone. */
  public Map<Name, Chain> chains() {
    return chains;
  }

  Service service() {
    return service;
  }

  /** Who sees questions for names that are in no zone here. */
  MessageObserver observer() {
    return chains.values().stream()
        .map(Chain::observer)
        .filter(observer -> observer != MessageObserver.NONE)
        .findFirst()
        .orElse(MessageObserver.NONE);
  }

  /** The chain of the longest zone that holds the name; only lengths that zones have are tried. */
  public Optional<Chain> find(Name name) {
    int labels = lengths.previousSetBit(name.labels());
    while (labels > ROOT_LABELS) {
      int skipped = name.labels() - labels;
      Chain chain = chains.get(skipped == 0 ? name : new Name(name, skipped));
      if (chain != null) {
        return Optional.of(chain);
      }
      labels = lengths.previousSetBit(labels - 1);
    }
    return root;
  }
}
