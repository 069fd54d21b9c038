package io.kubevert.apiserver.cron;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same time from one to the next.
 *
 * @param interval whole seconds, at least one
 */
record IntervalSchedule(Duration interval) implements CronSchedule {
  private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([^\\d.]*)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  static IntervalSchedule parse(String text) {
    String duration = text.substring(EVERY.length());
    try {
      Duration whole = Duration.ofSeconds(nanos(duration) / NANOS.get("s"));
      return new IntervalSchedule(whole.isPositive() ? whole : Duration.ofSeconds(1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to parse duration " + text + ": time: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(interval));
  }

  /** As Go reads a duration, as in {@code 1h30m} or {@code 1.5h}. */
  private static long nanos(String text) {
    String quoted = '"' + text + '"';
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    Matcher matcher = PART.matcher(rest);
    BigDecimal sum = BigDecimal.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      String unit = matcher.group(2);
      if (unit.isEmpty()) {
        throw new IllegalArgumentException("missing unit in duration " + quoted);
      }
      if (!NANOS.containsKey(unit)) {
        throw new IllegalArgumentException("unknown unit \"" + unit + "\" in duration " + quoted);
      }
      sum = sum.add(new BigDecimal(matcher.group(1)).multiply(new BigDecimal(NANOS.get(unit))));
      end = matcher.end();
    }
    if (end == 0 || end < rest.length() || sum.compareTo(new BigDecimal(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("invalid duration " + quoted);
    }
    return negative ? -sum.longValue() : sum.longValue();
  }
}
