package io.kubevert.ingress.feature.auth;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of an {@code Authorization: Digest} header (RFC 9110, 11.2). */
final class DigestParameters {
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z0-9*]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]+))");

  private DigestParameters() {}

  /** Reads them, by name in lower case; the first of a name counts. */
  static Map<String, String> parse(String text) {
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(text);
    while (matcher.find()) {
      String quoted = matcher.group(2);
      parameters.putIfAbsent(
          matcher.group(1).toLowerCase(Locale.ROOT),
          quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    return parameters;
  }
}
