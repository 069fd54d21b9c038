package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.Attribute;
import io.kubevert.kubeproxy.netlink.Message;
import io.kubevert.kubeproxy.nftables.ElementLayout.Encoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects the elements of one set from the kernel's messages. */
final class ElementReader {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final List<Encoded> elements = new ArrayList<>();

  List<Encoded> elements() {
    return elements;
  }

  void clear() {
    elements.clear();
  }

  void accept(Message message) {
    message.forEach(
        attribute -> {
          if (attribute.type() == NetfilterTables.ELEMENTS) {
            attribute.forEach(this::element);
          }
        });
  }

  private void element(Attribute element) {
    ByteBuffer[] parts = {NOTHING, NOTHING, NOTHING};
    element.forEach(
        part -> {
          switch (part.type()) {
            case NetfilterTables.ELEMENT_KEY -> parts[0] = data(part);
            case NetfilterTables.ELEMENT_KEY_END -> parts[1] = data(part);
            case NetfilterTables.ELEMENT_DATA -> parts[2] = data(part);
            default -> {}
          }
        });
    elements.add(new Encoded(parts[0], parts[1], parts[2]));
  }

  private static ByteBuffer data(Attribute attribute) {
    ByteBuffer[] found = {NOTHING};
    attribute.forEach(
        part -> {
          switch (part.type()) {
            case NetfilterTables.DATA_VALUE -> found[0] = ByteBuffer.wrap(part.bytes());
            case NetfilterTables.DATA_VERDICT ->
                found[0] = StandardCharsets.UTF_8.encode(Verdict.decode(part).toString());
            default -> {}
          }
        });
    return found[0];
  }
}
