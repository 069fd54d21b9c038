package io.kubevert.apiserver.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * When something is to happen again and again: {@code minute hour day-of-month month day-of-week},
 * {@code @daily} and its like, or {@code @every 1h30m}.
 */
public sealed interface CronSchedule permits CalendarSchedule, IntervalSchedule {
  String EVERY = "@every ";

  Map<String, String> MACROS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** The first time after another one; empty if there is none in the next five years. */
  Optional<Instant> next(Instant after);

  /**
   * Reads a schedule.
   *
   * @param zone where the fields are local time
   * @throws IllegalArgumentException saying what is wrong, in the words that Kubernetes has for it
   */
  static CronSchedule parse(String text, ZoneId zone) {
    if (text.startsWith(EVERY)) {
      return IntervalSchedule.parse(text);
    }
    if (text.startsWith("@")) {
      String fields = MACROS.get(text);
      if (fields == null) {
        throw new IllegalArgumentException("unrecognized descriptor: " + text);
      }
      return CalendarSchedule.parse(fields, zone);
    }
    return CalendarSchedule.parse(text, zone);
  }
}
