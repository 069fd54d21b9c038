package io.kubevert.apiserver.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Times whose fields have certain values in a time zone. A local time that a clock change leaves
 * out does not happen, one that it repeats happens twice.
 */
record CalendarSchedule(
    CronValues minutes,
    CronValues hours,
    CronValues days,
    CronValues months,
    CronValues weekdays,
    ZoneId zone)
    implements CronSchedule {
  private static final int YEARS_AHEAD = 5;

  static CalendarSchedule parse(String text, ZoneId zone) {
    List<String> fields =
        Arrays.stream(text.split("\\s+")).filter(part -> !part.isEmpty()).toList();
    if (fields.size() != CronField.values().length) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(fields.size(), String.join(" ", fields)));
    }
    return new CalendarSchedule(
        CronField.MINUTE.parse(fields.get(0)),
        CronField.HOUR.parse(fields.get(1)),
        CronField.DAY.parse(fields.get(2)),
        CronField.MONTH.parse(fields.get(3)),
        CronField.WEEKDAY.parse(fields.get(4)),
        zone);
  }

  @Override
  public Optional<Instant> next(Instant after) {
    ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    int lastYear = time.getYear() + YEARS_AHEAD;
    while (time.getYear() <= lastYear) {
      if (!months.contains(time.getMonthValue())) {
        time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
      } else if (!containsDay(time)) {
        time = time.toLocalDate().plusDays(1).atStartOfDay(zone);
      } else if (!hours.contains(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.contains(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return Optional.of(time.toInstant());
      }
    }
    return Optional.empty();
  }

  /** Of a day of the month and a day of the week one is enough, if both are said. */
  private boolean containsDay(ZonedDateTime time) {
    boolean day = days.contains(time.getDayOfMonth());
    boolean weekday = weekdays.contains(time.getDayOfWeek().getValue() % 7);
    return days.any() || weekdays.any() ? day && weekday : day || weekday;
  }
}
