package io.kubevert.coredns.plugin.transfer;

import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Network;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * One {@code transfer} directive.
 *
 * @param zones exactly these, not what is below them
 * @param allowed who may have them
 * @param notified who is told of changes
 */
record TransferRule(List<Name> zones, List<Network> allowed, List<HostAndPort> notified) {
  boolean allows(InetAddress client) {
    return allowed.stream().anyMatch(network -> network.holds(client));
  }
}
