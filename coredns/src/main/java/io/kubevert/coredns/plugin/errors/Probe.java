package io.kubevert.coredns.plugin.errors;

import io.kubevert.coredns.message.Query;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Questions that no user asks: those by which other DNS servers look whether this one is there, or
 * sends their questions back to them. What they come to is theirs to tell.
 */
final class Probe {
  private static final int NUMBERS = 2;

  private Probe() {}

  static boolean is(Query query) {
    return switch (query.type()) {
      case Type.NS -> query.name().equals(Name.root);
      case Type.HINFO -> isLoop(query.name());
      default -> false;
    };
  }

  /** As the plugin loop asks: two numbers, then a zone. */
  private static boolean isLoop(Name name) {
    if (name.labels() <= NUMBERS) {
      return false;
    }
    for (int i = 0; i < NUMBERS; i++) {
      byte[] label = name.getLabel(i);
      String text = new String(label, 1, label.length - 1, StandardCharsets.ISO_8859_1);
      if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }
}
