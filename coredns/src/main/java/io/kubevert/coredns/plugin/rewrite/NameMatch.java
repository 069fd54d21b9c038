package io.kubevert.coredns.plugin.rewrite;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Finds something in names and puts something else there. Names are compared in lower case, with
 * the dot at their end.
 */
sealed interface NameMatch {

  /** What the name becomes; empty if it does not match, or would be no domain name. */
  default Optional<Name> replaced(Name name) {
    return replaced(text(name)).flatMap(NameMatch::name);
  }

  default boolean matches(Name name) {
    return replaced(text(name)).isPresent();
  }

  /**
   * @param name lower case, absolute
   */
  Optional<String> replaced(String name);

  /** The whole name. */
  record Exact(String from, String to) implements NameMatch {
    @Override
    public Optional<String> replaced(String name) {
      return name.equals(from) ? Optional.of(to) : Optional.empty();
    }
  }

  /** The name's beginning. */
  record Prefix(String from, String to) implements NameMatch {
    @Override
    public Optional<String> replaced(String name) {
      return name.startsWith(from)
          ? Optional.of(to + name.substring(from.length()))
          : Optional.empty();
    }
  }

  /** The name's end. */
  record Suffix(String from, String to) implements NameMatch {
    @Override
    public Optional<String> replaced(String name) {
      return name.endsWith(from)
          ? Optional.of(name.substring(0, name.length() - from.length()) + to)
          : Optional.empty();
    }
  }

  /** Anything in the name, wherever it stands. */
  record Substring(String from, String to) implements NameMatch {
    @Override
    public Optional<String> replaced(String name) {
      return name.contains(from) ? Optional.of(name.replace(from, to)) : Optional.empty();
    }
  }

  /**
   * A regular expression, found anywhere in the name.
   *
   * @param to the whole new name, in which {@code {1}} is the first group
   */
  record Regex(Pattern pattern, String to) implements NameMatch {
    @Override
    public Optional<String> replaced(String name) {
      Matcher matcher = pattern.matcher(name);
      if (!matcher.find()) {
        return Optional.empty();
      }
      String result = to;
      for (int i = 0; i <= matcher.groupCount(); i++) {
        String group = matcher.group(i);
        result = result.replace("{" + i + "}", group == null ? "" : group);
      }
      return Optional.of(result);
    }
  }

  private static String text(Name name) {
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private static Optional<Name> name(String text) {
    try {
      return Optional.of(Name.fromString(text, Name.root));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }
}
