package io.kubevert.kubeproxy.nftables;

import java.util.Optional;
import java.util.Set;

/**
 * One network namespace's nftables. Calls block; an instance belongs to one thread, the one that
 * made it.
 */
public interface Nftables extends AutoCloseable {

  /**
   * Makes all changes of a transaction, or none.
   *
   * @throws NftablesException if the kernel refused it
   */
  void run(Transaction transaction);

  /** The names of a table's chains; empty if there is no such table. */
  Set<String> chains(Table table);

  /** What an element of a map that counts has counted; empty if it is not there. */
  Optional<Hits> hits(Table table, String map, String key);

  /**
   * What an element counted since it was added: the first packet of each connection that took it.
   */
  record Hits(long packets, long bytes) {}

  @Override
  void close();
}
