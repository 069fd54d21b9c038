package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.Attribute;
import io.kubevert.kubeproxy.netlink.Message;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Collects from the kernel's messages what the elements of one set have counted. */
final class CounterReader {
  private final Map<ByteBuffer, Hits> byKey = new HashMap<>();

  /** What an element counted; empty if it does not count, or is not there. */
  Optional<Hits> counted(ByteBuffer key) {
    return Optional.ofNullable(byKey.get(key));
  }

  void clear() {
    byKey.clear();
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
    ByteBuffer[] key = {null};
    long[] counted = {-1, -1};
    element.forEach(
        part -> {
          switch (part.type()) {
            case NetfilterTables.ELEMENT_KEY ->
                part.forEach(data -> key[0] = ByteBuffer.wrap(data.bytes()));
            case NetfilterTables.ELEMENT_EXPRESSION -> counter(part, counted);
            default -> {}
          }
        });
    if (key[0] != null && counted[0] >= 0) {
      byKey.put(key[0], new Hits(counted[0], counted[1]));
    }
  }

  /** No other expression is in a set of ours. */
  private static void counter(Attribute expression, long[] counted) {
    expression.forEach(
        part -> {
          if (part.type() == NetfilterTables.EXPRESSION_DATA) {
            part.forEach(
                number -> {
                  switch (number.type()) {
                    case NetfilterTables.COUNTER_PACKETS -> counted[0] = number.longNumber();
                    case NetfilterTables.COUNTER_BYTES -> counted[1] = number.longNumber();
                    default -> {}
                  }
                });
          }
        });
  }
}
