package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.MessageObserver;
import io.vertx.core.net.ServerSSLOptions;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Which chain answers for which zone at one address. */
public final class ZoneTable {
  private final Map<Name, Chain> chains;
  private final Optional<ServerSSLOptions> tls;
  private final BitSet lengths = new BitSet();

  /** Over plain DNS. */
  public ZoneTable(Map<Name, Chain> chains) {
    this(chains, Optional.empty());
  }

  /**
   * @param chains by zone
   * @param tls by what certificate the address is served, if over TLS
   */
  public ZoneTable(Map<Name, Chain> chains, Optional<ServerSSLOptions> tls) {
    this.chains = Map.copyOf(chains);
    this.tls = tls;
    chains.keySet().forEach(zone -> lengths.set(zone.labels()));
  }

  /** By zone. */
  public Map<Name, Chain> chains() {
    return chains;
  }

  Optional<ServerSSLOptions> tls() {
    return tls;
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
    while (labels >= 0) {
      int skipped = name.labels() - labels;
      Chain chain = chains.get(skipped == 0 ? name : new Name(name, skipped));
      if (chain != null) {
        return Optional.of(chain);
      }
      labels = lengths.previousSetBit(labels - 1);
    }
    return Optional.empty();
  }
}
