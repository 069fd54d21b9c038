package io.kubevert.apiserver.scheduler.snapshot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' resource quantities, as in {@code 250m}, {@code 1.5} and {@code 128Mi}. */
final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("([+-]?[0-9.]+)([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE]|)");
  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  private Quantity() {}

  /** In thousandths, rounded up; 0 for what is no quantity. */
  static long milli(String text) {
    return scaled(text, 3);
  }

  /** In whole units, rounded up; 0 for what is no quantity. */
  static long units(String text) {
    return scaled(text, 0);
  }

  private static long scaled(String text, int places) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return 0;
    }
    try {
      String suffix = matcher.group(2);
      BigDecimal factor = SUFFIXES.get(suffix);
      BigDecimal value =
          factor == null
              ? new BigDecimal(matcher.group(1) + suffix)
              : new BigDecimal(matcher.group(1)).multiply(factor);
      return value.movePointRight(places).setScale(0, RoundingMode.CEILING).longValue();
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
