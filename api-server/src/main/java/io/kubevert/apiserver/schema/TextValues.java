package io.kubevert.apiserver.schema;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Texts that stand for something else: times and bytes. */
final class TextValues {
  private TextValues() {}

  /**
   * @throws IllegalArgumentException if the text is no time of RFC 3339
   */
  static void requireTime(String text) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%s\" as RFC 3339"
              .formatted(text, text),
          e);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not in base 64
   */
  static void requireBytes(String text) {
    int digits = text.length();
    while (digits > 0 && text.length() - digits < 2 && text.charAt(digits - 1) == '=') {
      digits--;
    }
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      boolean digit =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c == '+'
              || c == '/';
      if (!digit) {
        throw new IllegalArgumentException("illegal base64 data at input byte " + i);
      }
    }
    if (text.length() % 4 != 0) {
      throw new IllegalArgumentException(
          "illegal base64 data at input byte " + (text.length() - text.length() % 4));
    }
  }
}
