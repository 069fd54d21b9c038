package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Collection;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.rules.Family;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel translating, and the node from refusing, while somebody has removed the proxy's
 * table.
 *
 * <p>With the last chain of type nat, the kernel stops to translate established connections, too,
 * and with the last rule about connections it stops to track them: an answer reaches the client
 * from an address that it never sent to, the client resets it, and the connection is lost. One of
 * either in a table that nobody else can remove, not even {@code nft flush ruleset}, lets them go
 * on until the rules are back. And a new connection to a node port, or to another address of the
 * node's, would reach the node itself, which serves nothing there and says so; if it is not
 * answered, its client tries again. No packet is ever matched against any of that while the rules
 * are there.
 */
final class TranslationGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TranslationGuard.class);

  private final Nftables nftables;
  private final Table table;
  private final OutsideDestinations destinations;
  private boolean stands;

  private TranslationGuard(Nftables nftables, Family family) {
    this.nftables = nftables;
    this.table =
        new Table(
            family.table().family(),
            family.table().name() + "-guard-" + ProcessHandle.current().pid());
    this.destinations = new OutsideDestinations(family);
  }

  /** Stands for as long as the connection to the kernel; an older kernel has none. */
  static TranslationGuard stand(Nftables nftables, Family family) {
    TranslationGuard guard = new TranslationGuard(nftables, family);
    guard.stands = true;
    guard.run(contents(family));
    return guard;
  }

  /**
   * Learns where Services that changed are reached.
   *
   * @param nodePortIps where node ports answer
   */
  void follow(Changes changes, List<String> nodePortIps) {
    run(destinations.change(changes, nodePortIps));
  }

  private static List<Operation> contents(Family family) {
    return List.of(
        new Operation.AddOwnedTable(),
        new Operation.AddChain(
            Chain.hooked("translating", "type nat hook prerouting priority dstnat")),
        new Operation.AddChain(Chain.of("tracking", "ct state new")),
        new Operation.AddCollection(
            Collection.set(
                OutsideDestinations.SET,
                "type " + family.addressType() + " . inet_proto . inet_service ;")),
        new Operation.AddChain(
            Chain.hooked(
                "not-refusing",
                "type filter hook input priority filter",
                "ct state new %s daddr . meta l4proto . th dport @%s drop"
                    .formatted(family.keyword(), OutsideDestinations.SET))));
  }

  private void run(List<Operation> operations) {
    if (!stands || operations.isEmpty()) {
      return;
    }
    try {
      nftables.run(new Transaction(table, operations));
    } catch (NftablesException e) {
      stands = false;
      LOG.atWarn()
          .addKeyValue("table", table)
          .addKeyValue("cause", e.getMessage())
          .log("connections are lost if somebody removes the proxy's table");
    }
  }
}
