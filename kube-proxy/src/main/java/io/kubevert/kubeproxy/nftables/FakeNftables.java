package io.kubevert.kubeproxy.nftables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * nftables without a kernel: keeps what transactions leave behind, and refuses what the kernel
 * would refuse. For tests.
 */
public final class FakeNftables implements Nftables {
  private final Map<Table, FakeTable> tables = new HashMap<>();
  private final List<Transaction> transactions = new ArrayList<>();
  private final Set<Table> changedByOthers = new HashSet<>();
  private String nextFailure = "";

  @Override
  public void run(Transaction transaction) {
    if (!nextFailure.isEmpty()) {
      String failure = nextFailure;
      nextFailure = "";
      throw new NftablesException(failure);
    }
    FakeTable before = tables.get(transaction.table());
    FakeTable after = before == null ? null : before.copy();
    for (Operation operation : transaction.operations()) {
      after = apply(after, operation);
    }
    if (after == null) {
      tables.remove(transaction.table());
    } else {
      after.check();
      tables.put(transaction.table(), after);
    }
    transactions.add(transaction);
  }

  private static FakeTable apply(FakeTable table, Operation operation) {
    if (operation instanceof Operation.AddTable || operation instanceof Operation.AddOwnedTable) {
      return table == null ? new FakeTable() : table;
    }
    if (table == null) {
      throw new NftablesException("No such file or directory: the table");
    }
    if (operation instanceof Operation.DeleteTable) {
      return null;
    }
    table.apply(operation);
    return table;
  }

  @Override
  public List<Operation> difference(
      Table table, Set<String> sets, Map<Element.Key, String> wanted) {
    List<Operation> operations = new ArrayList<>();
    for (String set : sets) {
      elements(table, set)
          .forEach(
              (text, value) -> {
                Element.Key key = new Element.Key(set, text);
                if (!value.equals(wanted.get(key))) {
                  operations.add(new Operation.DeleteElement(key));
                }
              });
    }
    wanted.forEach(
        (key, value) -> {
          if (!value.equals(elements(table, key.collection()).get(key.key()))) {
            operations.add(new Operation.AddElement(new Element(key, value)));
          }
        });
    return operations;
  }

  @Override
  public Set<Table> changedByOthers() {
    Set<Table> changed = Set.copyOf(changedByOthers);
    changedByOthers.clear();
    return changed;
  }

  @Override
  public Set<String> chains(Table table) {
    FakeTable known = tables.get(table);
    return known == null ? Set.of() : Set.copyOf(known.chains().keySet());
  }

  @Override
  public Optional<Hits> hits(Table table, String map, String key) {
    return elements(table, map).containsKey(key) ? Optional.of(new Hits(0, 0)) : Optional.empty();
  }

  @Override
  public Map<String, Hits> hits(Table table, String map, Set<String> keys) {
    Map<String, Hits> hits = new TreeMap<>();
    keys.forEach(key -> hits(table, map, key).ifPresent(found -> hits.put(key, found)));
    return hits;
  }

  @Override
  public void close() {
    nextFailure = "closed";
  }

  /** A set's or map's elements, sorted; values are empty in a set. */
  public Map<String, String> elements(Table table, String collection) {
    FakeTable known = tables.get(table);
    return known == null
        ? Map.of()
        : new TreeMap<>(known.elements().getOrDefault(collection, Map.of()));
  }

  /** All that a table holds, as sorted lines; empty if there is no such table. */
  public List<String> lines(Table table) {
    FakeTable known = tables.get(table);
    return known == null ? List.of() : known.lines();
  }

  /** Every transaction that was carried out, in order. */
  public List<Transaction> transactions() {
    return List.copyOf(transactions);
  }

  /** Lets the next transaction fail, whatever it is. */
  public void failNext(String message) {
    nextFailure = message;
  }

  /** Removes a table behind the proxy's back. */
  public void removeTable(Table table) {
    tables.remove(table);
    changedByOthers.add(table);
  }
}
