package io.kubevert.apiserver.validation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Amounts of a resource, as in {@code 100m}, {@code 1.5Gi} and {@code 1e3}. */
public final class Quantities {

  /** What Kubernetes says of a text that is not an amount. */
  public static final String FAULT =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

  private static final Pattern PATTERN =
      Pattern.compile(
          "([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))"
              + "(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?");
  private static final Map<String, Integer> BINARY =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

  private static final Map<Integer, String> SUFFIX_OF =
      DECIMAL.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private Quantities() {}

  /** The amount in base units; empty if the text is not an amount. */
  public static Optional<BigDecimal> parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    if (suffix == null) {
      String exponent = matcher.group(3);
      return Optional.of(
          exponent == null ? number : number.scaleByPowerOfTen(Integer.parseInt(exponent)));
    }
    return Optional.of(
        BINARY.containsKey(suffix)
            ? number.multiply(BigDecimal.TWO.pow(BINARY.get(suffix)))
            : number.scaleByPowerOfTen(DECIMAL.get(suffix)));
  }

  /**
   * The one way in which Kubernetes writes an amount: without fraction, with the largest suffix of
   * the kind that the text has, rounded up to billionths. An amount with a binary suffix that is
   * below 1024, or no whole number, is written with a decimal one.
   *
   * @return empty if the text is not an amount
   */
  public static Optional<String> canonical(String text) {
    Matcher matcher = PATTERN.matcher(text);
    return matcher.matches()
        ? parse(text).map(amount -> canonical(amount.setScale(9, RoundingMode.UP), matcher))
        : Optional.empty();
  }

  private static String canonical(BigDecimal amount, Matcher written) {
    boolean binary =
        BINARY.containsKey(String.valueOf(written.group(2)))
            && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0
            && isWhole(amount);
    if (binary) {
      return text(amount, "i");
    }
    for (int exponent = 18; exponent > -9; exponent -= 3) {
      BigDecimal mantissa = amount.scaleByPowerOfTen(-exponent);
      if (exponent == 0 ? isWhole(amount) : amount.signum() != 0 && isWhole(mantissa)) {
        return mantissa.toBigInteger() + suffix(exponent, written.group(3) != null);
      }
    }
    return amount.scaleByPowerOfTen(9).toBigInteger() + suffix(-9, written.group(3) != null);
  }

  private static boolean isWhole(BigDecimal amount) {
    return amount.stripTrailingZeros().scale() <= 0;
  }

  private static String suffix(int exponent, boolean scientific) {
    if (exponent == 0) {
      return "";
    }
    return scientific ? "e" + exponent : SUFFIX_OF.get(exponent);
  }

  /**
   * Writes an amount.
   *
   * @param like an amount whose kind of suffix is used, binary or decimal
   */
  public static String text(BigDecimal amount, String like) {
    if (amount.signum() != 0 && like.endsWith("i")) {
      for (String suffix : List.of("Ei", "Pi", "Ti", "Gi", "Mi", "Ki")) {
        BigDecimal unit = BigDecimal.TWO.pow(BINARY.get(suffix));
        if (amount.remainder(unit).signum() == 0) {
          return amount.divideToIntegralValue(unit).toBigInteger() + suffix;
        }
      }
    }
    if (isWhole(amount)) {
      return amount.toBigInteger().toString();
    }
    return amount.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP).toBigInteger() + "m";
  }
}
