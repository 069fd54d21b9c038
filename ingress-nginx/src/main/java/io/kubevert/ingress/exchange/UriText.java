package io.kubevert.ingress.exchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Texts on their way into a URI. */
public final class UriText {

  private UriText() {}

  /** Makes a text a value of a query: everything but unreserved characters escaped (RFC 3986). */
  public static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Escapes the control characters of a text, and nothing else. */
  static String printable(String text) {
    return text.chars().noneMatch(UriText::isControl)
        ? text
        : text.chars()
            .mapToObj(
                letter ->
                    isControl(letter) ? "%%%02X".formatted(letter) : Character.toString(letter))
            .collect(Collectors.joining());
  }

  private static boolean isControl(int letter) {
    return letter < ' ' || letter == 0x7f;
  }
}
