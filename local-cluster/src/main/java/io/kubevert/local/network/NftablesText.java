package io.kubevert.local.network;

/** The host's one nftables table: packets of nodes that leave for elsewhere carry its address. */
final class NftablesText {

  private NftablesText() {}

  /** Replaces the table as a whole, in one transaction. */
  static String masquerade(NodeNetwork network) {
    return remove(network)
        + """
        table ip %s {
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            ip saddr %s oifname != "%s" masquerade
          }
        }
        """
            .formatted(network.hostTable(), network.cidr(), network.hostLink());
  }

  /** Deletes the table; adding it first makes that right even when it is not there. */
  static String remove(NodeNetwork network) {
    return """
    table ip %1$s
    delete table ip %1$s
    """
        .formatted(network.hostTable());
  }
}
