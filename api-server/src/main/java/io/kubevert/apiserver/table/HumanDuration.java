package io.kubevert.apiserver.table;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Durations in the two or three most telling digits, as in {@code 5m3s} and {@code 2d4h}. */
public final class HumanDuration {
  private HumanDuration() {}

  /** The age of an RFC 3339 time; {@code <unknown>} when there is none. */
  public static String since(String time, Instant now) {
    if (time.isEmpty()) {
      return "<unknown>";
    }
    try {
      return of(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  /** The time between two RFC 3339 times. */
  public static String between(String from, String to) {
    try {
      return since(from, Instant.parse(to));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  /** A duration in words; up to two seconds in the future count as now. */
  public static String of(Duration duration) {
    long seconds = duration.toMillis() / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 180) {
      return minutes < 10 ? pair(minutes, "m", seconds % 60, "s") : minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return hours < 8 ? pair(hours, "h", minutes % 60, "m") : hours + "h";
    }
    long days = hours / 24;
    if (days < 730) {
      return days < 8 ? pair(days, "d", hours % 24, "h") : days + "d";
    }
    long years = days / 365;
    return years < 8 ? pair(years, "y", days % 365, "d") : years + "y";
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
