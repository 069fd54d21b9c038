package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.nftables.Chain;
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
 * Keeps the kernel translating while somebody has removed the proxy's table.
 *
 * <p>With the last chain of type nat, the kernel stops to translate established connections, too,
 * and with the last rule about connections it stops to track them: an answer reaches the client
 * from an address that it never sent to, the client resets it, and the connection is lost. One of
 * either in a table that nobody else can remove, not even {@code nft flush ruleset}, lets them go
 * on until the rules are back. No packet is ever matched against it.
 */
final class TranslationGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TranslationGuard.class);
  private static final List<Operation> TABLE =
      List.of(
          new Operation.AddOwnedTable(),
          new Operation.AddChain(
              Chain.hooked("translating", "type nat hook prerouting priority dstnat")),
          new Operation.AddChain(Chain.of("tracking", "ct state new")));

  private TranslationGuard() {}

  /** Stands for as long as the connection to the kernel; an older kernel has none. */
  static void stand(Nftables nftables, Family family) {
    Table table =
        new Table(
            family.table().family(),
            family.table().name() + "-guard-" + ProcessHandle.current().pid());
    try {
      nftables.run(new Transaction(table, TABLE));
    } catch (NftablesException e) {
      LOG.atWarn()
          .addKeyValue("table", table)
          .addKeyValue("cause", e.getMessage())
          .log("connections are lost if somebody removes the proxy's table");
    }
  }
}
