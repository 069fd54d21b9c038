package io.kubevert.ingress.accesslog;

import java.nio.charset.StandardCharsets;

/** Values on their way into a line: what a client sent must not end it, nor the value it is in. */
final class Escape {

  private Escape() {}

  /** As nginx escapes by default: {@code \xXX}. */
  static void plain(StringBuilder line, String value) {
    if (isPlain(value)) {
      line.append(value);
      return;
    }
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xff);
      if (isSpecial(letter)) {
        line.append("\\x%02X".formatted((int) letter));
      } else {
        line.append(letter);
      }
    }
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (isSpecial(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpecial(char letter) {
    return letter < ' ' || letter == '"' || letter == '\\' || letter > '~';
  }

  /** As a string of JSON (RFC 8259, 7). */
  static void json(StringBuilder line, String value) {
    for (char letter : value.toCharArray()) {
      if (letter == '"' || letter == '\\') {
        line.append('\\').append(letter);
      } else if (letter < ' ' || letter == 0x7f) {
        line.append("\\u%04x".formatted((int) letter));
      } else {
        line.append(letter);
      }
    }
  }
}
