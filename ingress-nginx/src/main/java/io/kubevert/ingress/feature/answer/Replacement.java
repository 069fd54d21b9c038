package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.route.BoundedText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What nginx' {@code proxy_redirect}, {@code proxy_cookie_domain} and {@code proxy_cookie_path} are
 * told: a text at the beginning, or a regular expression after {@code ~} ({@code ~*} for any case),
 * and what takes its place, where {@code $1} stands for a group.
 *
 * @param literal empty when there is a pattern
 */
record Replacement(String literal, Optional<Pattern> pattern, String target) {
  private static final Pattern GROUP = Pattern.compile("\\$(\\d)");

  /** Reads the two; empty when the first is no regular expression. */
  static Optional<Replacement> of(String from, String to) {
    if (!from.startsWith("~")) {
      return Optional.of(new Replacement(from, Optional.empty(), to));
    }
    boolean anyCase = from.startsWith("~*");
    try {
      Pattern pattern =
          Pattern.compile(from.substring(anyCase ? 2 : 1), anyCase ? Pattern.CASE_INSENSITIVE : 0);
      return Optional.of(new Replacement("", Optional.of(pattern), to));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** Reads {@code FROM TO}; {@code off} is no replacement. */
  static Optional<Optional<Replacement>> pair(String text) {
    String[] words = text.split("\\s+");
    if (words.length == 1 && words[0].equals("off")) {
      return Optional.of(Optional.empty());
    }
    return words.length == 2 ? of(words[0], words[1]).map(Optional::of) : Optional.empty();
  }

  /** Replaces in a text; empty when there is nothing to replace. */
  Optional<String> apply(String text) {
    if (pattern.isEmpty()) {
      return text.startsWith(literal)
          ? Optional.of(target + text.substring(literal.length()))
          : Optional.empty();
    }
    return BoundedText.find(pattern.get(), text)
        .map(match -> expand(match) + text.substring(match.end()));
  }

  private String expand(Matcher match) {
    return GROUP
        .matcher(target)
        .replaceAll(
            found -> {
              int group = Integer.parseInt(found.group(1));
              String value = group <= match.groupCount() ? match.group(group) : null;
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
  }
}
