package io.kubevert.kubeproxy.nftables;

import java.util.List;
import java.util.Map;
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

  /**
   * Compares sets and maps, which were added by this object, with what the kernel has in them.
   *
   * @param wanted the elements that they should hold, and no others
   * @return the removals and additions that make it so
   */
  List<Operation> difference(Table table, Set<String> sets, Map<Element.Key, String> wanted);

  /** The tables that somebody else changed since the last call. In doubt, a table is among them. */
  Set<Table> changedByOthers();

  /** The names of a table's chains; empty if there is no such table. */
  Set<String> chains(Table table);

  /** What an element of a map that counts has counted; empty if it is not there. */
  Optional<Hits> hits(Table table, String map, String key);

  /**
   * What some elements of a map that counts have counted, by key; those that are not there are left
   * out. Reads the whole map, however few are asked for.
   */
  Map<String, Hits> hits(Table table, String map, Set<String> keys);

  /**
   * What an element counted since it was added: the first packet of each connection that took it.
   */
  record Hits(long packets, long bytes) {
    public static final Hits NONE = new Hits(0, 0);

    public Hits plus(Hits other) {
      return new Hits(packets + other.packets, bytes + other.bytes);
    }
  }

  @Override
  void close();
}
