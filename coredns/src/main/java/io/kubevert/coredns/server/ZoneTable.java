package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.MessageObserver;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Which chain answers for which zone at one address.
 *
 * @param chains by zone
 * @param tls by what certificate the address is served, if over TLS
 */
public record ZoneTable(Map<Name, Chain> chains, Optional<ServerSSLOptions> tls) {

  /** Over plain DNS. */
  public ZoneTable(Map<Name, Chain> chains) {
    this(chains, Optional.empty());
  }

  public ZoneTable {
    chains = Map.copyOf(chains);
  }

  /** Who sees questions for names that are in no zone here. */
  MessageObserver observer() {
    return chains.values().stream()
        .map(Chain::observer)
        .filter(observer -> observer != MessageObserver.NONE)
        .findFirst()
        .orElse(MessageObserver.NONE);
  }

  /** The chain of the longest zone that holds the name. */
  public Optional<Chain> find(Name name) {
    for (int skipped = 0; skipped < name.labels(); skipped++) {
      Chain chain = chains.get(skipped == 0 ? name : new Name(name, skipped));
      if (chain != null) {
        return Optional.of(chain);
      }
    }
    return Optional.empty();
  }
}
