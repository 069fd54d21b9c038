package io.kubevert.ingress.doctor;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A text that an expression matches, as one of the expression's letters: the first of several, the
 * least of many. Expressions that say more than that have none.
 */
final class ExampleText {
  private static final String ENDINGS = "|)";

  private final String expression;
  private final StringBuilder text = new StringBuilder();
  private int at;

  private ExampleText(String expression) {
    this.expression = expression;
  }

  /** A text that begins as the expression asks for; empty where none is found. */
  static Optional<String> of(String expression) {
    try {
      ExampleText example = new ExampleText(expression);
      example.alternative();
      String found = example.text.toString();
      return Pattern.compile(expression).matcher(found).lookingAt()
          ? Optional.of(found)
          : Optional.empty();
    } catch (PatternSyntaxException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private void alternative() {
    while (at < expression.length() && ENDINGS.indexOf(expression.charAt(at)) < 0) {
      int before = text.length();
      element();
      if (mayBeMissing()) {
        text.setLength(before);
      }
    }
  }

  private void element() {
    char letter = expression.charAt(at++);
    switch (letter) {
      case '^', '$' -> {}
      case '.' -> text.append('x');
      case '\\' -> text.append(escaped(expression.charAt(at++)));
      case '[' -> letters();
      case '(' -> group();
      default -> text.append(letter);
    }
  }

  private static char escaped(char letter) {
    return switch (letter) {
      case 'd' -> '1';
      case 'w' -> 'a';
      case 'D', 'S' -> 'x';
      default -> letter;
    };
  }

  /** The first letter of a class; of one that names what is not in it, a usual one. */
  private void letters() {
    boolean others = expression.charAt(at) == '^';
    char first = expression.charAt(at);
    text.append(others ? 'x' : first == '\\' ? escaped(expression.charAt(at + 1)) : first);
    at = skip(at + 1, "]") + 1;
  }

  private void group() {
    if (expression.startsWith("?:", at)) {
      at += 2;
    }
    alternative();
    while (expression.charAt(at) == '|') {
      int before = text.length();
      at++;
      alternative();
      text.setLength(before);
    }
    at++;
  }

  /** Reads what says how often: of what need not be there at all, there is none. */
  private boolean mayBeMissing() {
    if (at == expression.length()) {
      return false;
    }
    boolean missing = "*?".indexOf(expression.charAt(at)) >= 0 || expression.startsWith("{0", at);
    if (expression.charAt(at) == '{') {
      at = skip(at, "}");
    }
    while (at < expression.length() && "*?+}".indexOf(expression.charAt(at)) >= 0) {
      at++;
    }
    return missing;
  }

  private int skip(int from, String end) {
    int found = expression.indexOf(end, from);
    return found < 0 ? expression.length() : found;
  }
}
