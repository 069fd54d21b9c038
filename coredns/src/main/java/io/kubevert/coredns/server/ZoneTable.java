package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.Handler;
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
public record ZoneTable(Map<Name, Handler> chains, Optional<ServerSSLOptions> tls) {

  /** Over plain DNS. */
  public ZoneTable(Map<Name, Handler> chains) {
    this(chains, Optional.empty());
  }

  public ZoneTable {
    chains = Map.copyOf(chains);
  }

  /** The chain of the longest zone that holds the name. */
  public Optional<Handler> find(Name name) {
    for (int skipped = 0; skipped < name.labels(); skipped++) {
      Handler chain = chains.get(skipped == 0 ? name : new Name(name, skipped));
      if (chain != null) {
        return Optional.of(chain);
      }
    }
    return Optional.empty();
  }
}
