package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.MessageBuffer;
import io.kubevert.kubeproxy.nftables.ElementLayout.Encoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction that removes and adds elements, as netlink messages: all removals come first, and
 * neighbours of one set share a message.
 */
final class ElementBatch {
  /** An element has 150 bytes at most, and a message's list 64 KiB. */
  private static final int ELEMENTS_PER_MESSAGE = 400;

  private final Table table;
  private final MessageBuffer messages = new MessageBuffer();

  private ElementBatch(Table table) {
    this.table = table;
  }

  /**
   * @param operations removals and additions of elements, nothing else
   */
  static MessageBuffer of(
      Table table, List<Operation> operations, Map<String, ElementLayout> layouts) {
    Map<String, List<Element>> removed = new LinkedHashMap<>();
    Map<String, List<Element>> added = new LinkedHashMap<>();
    for (Operation operation : operations) {
      boolean adds = operation instanceof Operation.AddElement;
      Element element = element(operation);
      (adds ? added : removed)
          .computeIfAbsent(element.key().collection(), none -> new ArrayList<>())
          .add(element);
    }
    return new ElementBatch(table).build(removed, added, layouts);
  }

  private static Element element(Operation operation) {
    return switch (operation) {
      case Operation.AddElement(Element added) -> added;
      case Operation.DeleteElement(Element.Key key) -> new Element(key, "");
      default -> throw new IllegalArgumentException(operation + " is about no element");
    };
  }

  private MessageBuffer build(
      Map<String, List<Element>> removed,
      Map<String, List<Element>> added,
      Map<String, ElementLayout> layouts) {
    messages.begin(NetfilterTables.BATCH_BEGIN, 0, 0, NetfilterTables.SUBSYSTEM);
    removed.forEach((set, elements) -> append(set, elements, layouts.get(set), false));
    added.forEach((set, elements) -> append(set, elements, layouts.get(set), true));
    messages.acknowledge();
    return messages.begin(NetfilterTables.BATCH_END, 0, 0, NetfilterTables.SUBSYSTEM);
  }

  private void append(String set, List<Element> elements, ElementLayout layout, boolean adds) {
    for (int from = 0; from < elements.size(); from += ELEMENTS_PER_MESSAGE) {
      int to = Math.min(elements.size(), from + ELEMENTS_PER_MESSAGE);
      List<Encoded> part = encode(elements.subList(from, to), layout);
      messages
          .begin(
              adds ? NetfilterTables.NEW_ELEMENT : NetfilterTables.DELETE_ELEMENT,
              adds ? NetfilterTables.CREATE : 0,
              NetfilterTables.family(table),
              0)
          .attribute(NetfilterTables.TABLE, table.name())
          .attribute(NetfilterTables.ELEMENTS_SET, set)
          .nest(
              NetfilterTables.ELEMENTS,
              () -> part.forEach(element -> append(element, layout, adds)));
    }
  }

  /** All processors together encode what fills a message. */
  private static List<Encoded> encode(List<Element> elements, ElementLayout layout) {
    return (elements.size() < ELEMENTS_PER_MESSAGE ? elements.stream() : elements.parallelStream())
        .map(layout::encode)
        .toList();
  }

  private void append(Encoded element, ElementLayout layout, boolean adds) {
    messages.nest(
        NetfilterTables.LIST_ELEMENT,
        () -> {
          data(NetfilterTables.ELEMENT_KEY, element.key());
          if (layout.interval()) {
            data(NetfilterTables.ELEMENT_KEY_END, element.end());
          }
          if (adds && layout.verdicts()) {
            String verdict = StandardCharsets.UTF_8.decode(element.value().duplicate()).toString();
            messages.nest(
                NetfilterTables.ELEMENT_DATA, () -> Verdict.parse(verdict).encode(messages));
          } else if (adds && !layout.value().isEmpty()) {
            data(NetfilterTables.ELEMENT_DATA, element.value());
          }
        });
  }

  private void data(int attribute, ByteBuffer value) {
    messages.nest(attribute, () -> messages.attribute(NetfilterTables.DATA_VALUE, value));
  }
}
