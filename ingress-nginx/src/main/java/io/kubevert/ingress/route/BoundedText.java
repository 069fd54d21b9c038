package io.kubevert.ingress.route;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that a regular expression may look at only so often. An expression from an object and a path
 * from a stranger can together take exponential time; here they end as no match.
 */
public final class BoundedText implements CharSequence {
  private static final int MOST_LOOKS = 200_000;

  private final String text;
  private final int[] looks;

  private BoundedText(String text, int[] looks) {
    this.text = text;
    this.looks = looks;
  }

  /** Finds an expression in a text; empty, too, when that would take too long. */
  public static Optional<Matcher> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(new BoundedText(text, new int[1]));
    try {
      return matcher.find() ? Optional.of(matcher) : Optional.empty();
    } catch (TooManyLooksException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  @Override
  public char charAt(int index) {
    if (++looks[0] > MOST_LOOKS) {
      throw new TooManyLooksException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.substring(start, end), looks);
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class TooManyLooksException extends RuntimeException {
    TooManyLooksException() {
      super("a regular expression looked too often", null, false, false);
    }
  }
}
