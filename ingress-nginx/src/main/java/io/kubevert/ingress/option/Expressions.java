package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Options that are regular expressions between commas, in nginx' form: {@code ~*} for any case. */
final class Expressions {

  private Expressions() {}

  static List<Pattern> read(Annotations values, String name) {
    List<Pattern> patterns = new ArrayList<>();
    for (String word : values.list(name)) {
      try {
        patterns.add(compile(word));
      } catch (PatternSyntaxException e) {
        values.problem(
            "InvalidOption",
            name,
            "option " + name + ": \"" + word + "\" is not a regular expression; it is left out");
      }
    }
    return List.copyOf(patterns);
  }

  private static Pattern compile(String word) {
    if (word.startsWith("~*")) {
      return Pattern.compile(word.substring(2).strip(), Pattern.CASE_INSENSITIVE);
    }
    return word.startsWith("~")
        ? Pattern.compile(word.substring(1).strip())
        : Pattern.compile("^" + word);
  }
}
