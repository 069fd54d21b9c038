package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.Message;
import io.kubevert.kubeproxy.netlink.MessageBuffer;
import io.kubevert.kubeproxy.netlink.NetlinkException;
import io.kubevert.kubeproxy.netlink.NetlinkSocket;
import io.kubevert.kubeproxy.nftables.ElementLayout.Encoded;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads and writes the elements of sets and maps without their way through text. Knows those whose
 * definitions it was told.
 */
final class ElementTable {
  private final NetlinkSocket socket;
  private final Map<Table, Map<String, ElementLayout>> layouts = new HashMap<>();

  ElementTable(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** But for a table that belongs to libnftables' own connection, which alone may change it. */
  void learn(Transaction transaction) {
    if (transaction.operations().contains(new Operation.AddOwnedTable())) {
      return;
    }
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.AddCollection(Collection collection)) {
        layouts(transaction.table()).put(collection.name(), ElementLayout.of(collection));
      }
    }
  }

  /** The tables of which something is known. */
  Set<Table> tables() {
    return Set.copyOf(layouts.keySet());
  }

  /** Whether a transaction is about nothing but elements of known sets. */
  boolean handles(Transaction transaction) {
    Set<String> known = layouts(transaction.table()).keySet();
    for (Operation operation : transaction.operations()) {
      boolean elements =
          switch (operation) {
            case Operation.AddElement(Element element) ->
                known.contains(element.key().collection());
            case Operation.DeleteElement(Element.Key key) -> known.contains(key.collection());
            default -> false;
          };
      if (!elements) {
        return false;
      }
    }
    return true;
  }

  void run(Transaction transaction) throws IOException {
    Table table = transaction.table();
    socket.change(ElementBatch.of(table, transaction.operations(), layouts(table)));
  }

  /** What makes known sets hold the wanted elements and no others. */
  List<Operation> difference(Table table, Set<String> sets, Map<Element.Key, String> wanted)
      throws IOException {
    Map<String, Map<ByteBuffer, Encoded>> present = new HashMap<>();
    for (String set : sets) {
      present.put(set, read(table, set));
    }
    List<Operation> additions = new ArrayList<>(wanted.size());
    if (present.values().stream().allMatch(Map::isEmpty)) {
      wanted.forEach(
          (key, value) -> additions.add(new Operation.AddElement(new Element(key, value))));
      return additions;
    }
    List<Operation> operations = new ArrayList<>();
    wanted.forEach(
        (key, value) -> {
          Element element = new Element(key, value);
          Encoded encoded = layouts(table).get(key.collection()).encode(element);
          Encoded found = present.get(key.collection()).get(encoded.identity());
          if (encoded.equals(found)) {
            present.get(key.collection()).remove(encoded.identity());
          } else {
            additions.add(new Operation.AddElement(element));
          }
        });
    present.forEach(
        (set, others) ->
            others
                .values()
                .forEach(
                    other ->
                        operations.add(
                            new Operation.DeleteElement(
                                new Element.Key(set, layouts(table).get(set).decodeKey(other))))));
    operations.addAll(additions);
    return operations;
  }

  /** What those of some elements that are there have counted. */
  Map<String, Hits> hits(Table table, String set, Set<String> keys) throws IOException {
    CounterReader reader = new CounterReader();
    list(table, set, reader::clear, reader::accept);
    ElementLayout layout = layouts(table).get(set);
    Map<String, Hits> hits = new HashMap<>();
    for (String key : keys) {
      reader
          .counted(layout.encode(new Element(new Element.Key(set, key), "")).key())
          .ifPresent(counted -> hits.put(key, counted));
    }
    return hits;
  }

  private Map<ByteBuffer, Encoded> read(Table table, String set) throws IOException {
    ElementReader reader = new ElementReader();
    list(table, set, reader::clear, reader::accept);
    Map<ByteBuffer, Encoded> elements = new HashMap<>();
    reader.elements().forEach(element -> elements.put(element.identity(), element));
    return elements;
  }

  /** Passes on what a set consists of; nothing if there is no such set. */
  private void list(Table table, String set, Runnable clear, Consumer<Message> reader)
      throws IOException {
    MessageBuffer request =
        new MessageBuffer()
            .begin(
                NetfilterTables.GET_ELEMENT, NetfilterTables.DUMP, NetfilterTables.family(table), 0)
            .attribute(NetfilterTables.TABLE, table.name())
            .attribute(NetfilterTables.ELEMENTS_SET, set);
    try {
      socket.list(request, clear, reader);
    } catch (NetlinkException e) {
      if (e.error() != NetfilterTables.ENOENT) {
        throw e;
      }
      clear.run();
    }
  }

  private Map<String, ElementLayout> layouts(Table table) {
    return layouts.computeIfAbsent(table, none -> new HashMap<>());
  }
}
