package io.kubevert.ingress.tls;

import io.netty.handler.ssl.OpenSsl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A list of cipher suites as OpenSSL writes it: names of suites or of what they are made of, with
 * {@code +} for both of two, parted by colons; {@code !} and {@code -} in front take away. Suites
 * of TLS 1.3 are never touched by it.
 */
public final class CipherList {
  /** What such a list is called towards users. */
  public static final String EXPECTED = "a list of OpenSSL's cipher suites";

  private static final Set<String> ALL = Set.of("ALL", "DEFAULT", "HIGH", "COMPLEMENTOFDEFAULT");
  private static final Pattern SEPARATOR = Pattern.compile("[:, ]+");
  private static final String TLS_1_3 = "TLS_";

  private CipherList() {}

  /** The suites that a list names, in its order; empty when it names none that there is. */
  public static Optional<List<String>> select(String list) {
    List<String> known =
        OpenSsl.availableOpenSslCipherSuites().stream()
            .filter(suite -> !suite.startsWith(TLS_1_3))
            .toList();
    Set<String> selected = new LinkedHashSet<>();
    List<String> taken = new ArrayList<>();
    for (String element : SEPARATOR.split(list.strip())) {
      boolean takesAway = element.startsWith("!") || element.startsWith("-");
      String words = takesAway ? element.substring(1) : element;
      (takesAway ? taken : selected)
          .addAll(known.stream().filter(suite -> matches(suite, words)).toList());
    }
    taken.forEach(selected::remove);
    return selected.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(selected));
  }

  /**
   * A list's suites with those of TLS 1.3, for an engine that would else leave that version out.
   */
  public static List<String> besideTls13(List<String> selected) {
    return Stream.concat(
            OpenSsl.availableOpenSslCipherSuites().stream()
                .filter(suite -> suite.startsWith(TLS_1_3)),
            selected.stream())
        .toList();
  }

  private static boolean matches(String suite, String words) {
    return Arrays.stream(words.toUpperCase(Locale.ROOT).split("\\+"))
        .allMatch(word -> suite.equals(word) || ALL.contains(word) || isMadeOf(suite, word));
  }

  private static boolean isMadeOf(String suite, String word) {
    List<String> parts = List.of(suite.split("-"));
    return switch (word) {
      case "AESGCM" -> suite.contains("AES") && parts.contains("GCM");
      case "AES" -> suite.contains("AES");
      case "SHA1" -> parts.contains("SHA");
      case "EECDH", "KEECDH" -> parts.contains("ECDHE");
      case "AECDSA" -> parts.contains("ECDSA");
      case "ARSA" -> !parts.contains("ECDSA") && !parts.contains("PSK");
      case "KRSA", "RSA" -> !parts.contains("ECDHE") && !parts.contains("PSK");
      default -> parts.contains(word);
    };
  }
}
