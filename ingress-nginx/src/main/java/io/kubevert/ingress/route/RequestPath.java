package io.kubevert.ingress.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A request's path in the one form that rules are compared with: percent-escapes decoded, {@code
 * //} merged, {@code .} and {@code ..} resolved (RFC 3986, 5.2.4). As in nginx, the backend still
 * gets the path as it was sent.
 */
public final class RequestPath {

  private RequestPath() {}

  /**
   * Normalizes a path; empty when it is none, when it leads above the root, and when it holds a dot
   * segment with a parameter: {@code /..;x/} is a name to some servers and a step up to others.
   */
  public static Optional<String> normalize(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return Optional.empty();
    }
    if (path.indexOf('%') < 0 && !path.contains("//") && !path.contains("/.")) {
      return Optional.of(path);
    }
    return decode(path).flatMap(RequestPath::resolve);
  }

  private static Optional<String> decode(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte value = bytes[i];
      if (value == '%') {
        if (i + 2 >= bytes.length) {
          return Optional.empty();
        }
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        if (high < 0 || low < 0 || high + low == 0) {
          return Optional.empty();
        }
        value = (byte) (high << 4 | low);
        i += 2;
      }
      bytes[length++] = value;
    }
    return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  private static Optional<String> resolve(String path) {
    Deque<String> elements = new ArrayDeque<>();
    for (String element : path.split("/+")) {
      if (element.startsWith("..;") || element.startsWith(".;")) {
        return Optional.empty();
      }
      if (element.equals("..")) {
        if (elements.isEmpty()) {
          return Optional.empty();
        }
        elements.removeLast();
      } else if (!element.isEmpty() && !element.equals(".")) {
        elements.addLast(element);
      }
    }
    boolean folder =
        elements.isEmpty() || path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
    String joined = "/" + String.join("/", elements);
    return Optional.of(folder && !elements.isEmpty() ? joined + "/" : joined);
  }
}
