package io.kubevert.coredns.plugin.rewrite;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kubevert.coredns.corefile.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a rule, taken one by one.
 *
 * @param field what the rule changes
 * @param rest changes as words are taken
 */
record Words(Token field, List<Token> rest) {
  private static final Set<String> KINDS =
      Set.of("exact", "prefix", "suffix", "substring", "regex");

  Token next(String what) {
    if (rest.isEmpty()) {
      throw field.fault(what + " is missing");
    }
    return rest.removeFirst();
  }

  boolean take(String word) {
    boolean there = !rest.isEmpty() && rest.getFirst().text().equals(word);
    if (there) {
      rest.removeFirst();
    }
    return there;
  }

  void end() {
    if (!rest.isEmpty()) {
      throw rest.getFirst().fault("one word too many");
    }
  }

  /** Reads {@code [exact|prefix|suffix|substring|regex] NAME}, of a rule that changes no name. */
  NameMatch match() {
    String kind = kind();
    Token from = next("a name to look for");
    return match(kind, from, from);
  }

  /** Reads {@code exact|prefix|...}; without any of them the match is exact. */
  String kind() {
    return !rest.isEmpty() && KINDS.contains(rest.getFirst().text())
        ? rest.removeFirst().text()
        : "exact";
  }

  static NameMatch match(String kind, Token from, Token to) {
    String lower = from.text().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "prefix" -> new NameMatch.Prefix(lower, to.text());
      case "suffix" -> new NameMatch.Suffix(absolute(lower), absolute(to.text()));
      case "substring" -> new NameMatch.Substring(lower, to.text());
      case "regex" -> regex(from, to);
      default -> new NameMatch.Exact(absolute(lower), absolute(to.text()));
    };
  }

  static NameMatch regex(Token from, Token to) {
    try {
      return new NameMatch.Regex(Pattern.compile(from.text()), to.text());
    } catch (PatternSyntaxException e) {
      throw from.fault("not a regular expression: " + e.getMessage());
    }
  }

  private static String absolute(String name) {
    return name.endsWith(".") ? name : name + ".";
  }
}
