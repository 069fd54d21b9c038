package io.kubevert.ingress.feature.rewrite;

import java.nio.charset.StandardCharsets;

/** A decoded path on its way back into a request line. */
final class PathText {
  private static final String PLAIN = "/-._~!$&'()*+,;=:@?";

  private PathText() {}

  /** Escapes what may not stand in a path (RFC 3986, 3.3): blanks, control characters, UTF-8. */
  static String escape(String path) {
    StringBuilder text = new StringBuilder(path.length());
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xff);
      boolean plain =
          (letter < 0x80 && Character.isLetterOrDigit(letter)) || PLAIN.indexOf(letter) >= 0;
      if (plain) {
        text.append(letter);
      } else {
        text.append("%%%02X".formatted((int) letter));
      }
    }
    return text.toString();
  }
}
