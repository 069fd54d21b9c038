package io.kubevert.ingress.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Headers that are about one connection, not about the message (RFC 9110, 7.6.1). */
public final class HopByHop {
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private HopByHop() {}

  /**
   * Copies the headers that concern the message.
   *
   * @param passes whether one of that name, in lower case, is copied
   */
  public static void copyEndToEnd(MultiMap from, MultiMap to, Predicate<String> passes) {
    Set<String> named = namedByConnection(from);
    from.forEach(
        (header, value) -> {
          String name = header.toLowerCase(Locale.ROOT);
          boolean dropped =
              ALWAYS.contains(name)
                  || !passes.test(name)
                  || (!named.isEmpty() && named.contains(name));
          if (!dropped) {
            to.add(header, value);
          }
        });
  }

  private static Set<String> namedByConnection(MultiMap headers) {
    if (!headers.contains(HttpHeaders.CONNECTION)) {
      return Set.of();
    }
    Set<String> named = new HashSet<>();
    for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : value.split(",")) {
        named.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return named;
  }
}
