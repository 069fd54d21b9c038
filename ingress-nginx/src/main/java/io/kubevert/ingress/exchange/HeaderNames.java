package io.kubevert.ingress.exchange;

import io.netty.util.AsciiString;
import java.util.Collection;
import java.util.List;

/**
 * A few headers' names, in which the case of letters does not count. Every header of every message
 * is looked up here, so that nothing is made for it.
 */
public final class HeaderNames {
  private final AsciiString[][] byLength;

  private HeaderNames(Collection<String> names) {
    int longest = names.stream().mapToInt(String::length).max().orElse(-1);
    byLength = new AsciiString[longest + 1][];
    for (int length = 0; length <= longest; length++) {
      int wanted = length;
      byLength[length] =
          names.stream()
              .filter(name -> name.length() == wanted)
              .map(AsciiString::cached)
              .toArray(AsciiString[]::new);
    }
  }

  public static HeaderNames of(String... names) {
    return new HeaderNames(List.of(names));
  }

  static HeaderNames of(Collection<String> names) {
    return new HeaderNames(names);
  }

  public boolean contains(CharSequence name) {
    if (name.length() >= byLength.length) {
      return false;
    }
    for (AsciiString each : byLength[name.length()]) {
      if (each.contentEqualsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
