package io.kubevert.ingress.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Headers that are about one connection, not about the message (RFC 9110, 7.6.1). */
public final class HopByHop {
  private static final HeaderNames ALWAYS =
      HeaderNames.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** What the header {@code Connection} says nearly always, and what names no other header. */
  private static final HeaderNames USUAL = HeaderNames.of("keep-alive", "close", "upgrade");

  private static final HeaderNames NONE = HeaderNames.of();

  private HopByHop() {}

  /**
   * Copies the headers that concern the message.
   *
   * @param passes whether one of that name is copied
   */
  public static void copyEndToEnd(MultiMap from, MultiMap to, Predicate<CharSequence> passes) {
    HeaderNames named = namedByConnection(from);
    var fields = fields(from);
    while (fields.hasNext()) {
      var field = fields.next();
      CharSequence name = field.getKey();
      if (!ALWAYS.contains(name) && passes.test(name) && !named.contains(name)) {
        to.add(name, field.getValue());
      }
    }
  }

  /** As they are, where names and values need not be made strings first. */
  private static Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>
      fields(MultiMap headers) {
    return headers instanceof io.netty.handler.codec.http.HttpHeaders fields
        ? fields.iteratorCharSequence()
        : headers.iterator();
  }

  private static HeaderNames namedByConnection(MultiMap headers) {
    if (!headers.contains(HttpHeaders.CONNECTION)) {
      return NONE;
    }
    List<String> values = headers.getAll(HttpHeaders.CONNECTION);
    return values.size() == 1 && USUAL.contains(values.getFirst())
        ? NONE
        : HeaderNames.of(
            values.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .toList());
  }
}
