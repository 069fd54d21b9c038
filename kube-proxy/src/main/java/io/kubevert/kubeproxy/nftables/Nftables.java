package io.kubevert.kubeproxy.nftables;

import java.util.List;
import java.util.Map;
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

  /**
   * How many connections took each of these elements of a map that counts; elements that are not
   * there are left out.
   */
  Map<String, Hits> hits(Table table, String map, List<String> keys);

  /**
   * What an element counted since it was added: the first packet of each connection that took it.
   */
  record Hits(long packets, long bytes) {}

  @Override
  void close();
}
