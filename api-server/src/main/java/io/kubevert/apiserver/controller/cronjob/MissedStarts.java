package io.kubevert.apiserver.controller.cronjob;

import io.kubevert.apiserver.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times of a schedule that have come since it was last attended to.
 *
 * @param latest the latest of them, the only one that a Job is still made for
 * @param tooMany whether there were more than a hundred, which looks like a wrong clock
 */
record MissedStarts(Optional<Instant> latest, boolean tooMany) {
  private static final int MANY = 100;

  /** Those after one time, up to and with another. */
  static MissedStarts of(CronSchedule schedule, Instant since, Instant now) {
    if (firstAfter(schedule, since, now).isEmpty()) {
      return new MissedStarts(Optional.empty(), false);
    }
    return new MissedStarts(latest(schedule, since, now), areMany(schedule, since, now));
  }

  /** Looks back in growing steps, so that a long absence costs no longer walk. */
  private static Optional<Instant> latest(CronSchedule schedule, Instant since, Instant now) {
    Duration back = Duration.ofMinutes(1);
    Instant from = since;
    while (now.minus(back).isAfter(since)) {
      if (firstAfter(schedule, now.minus(back), now).isPresent()) {
        from = now.minus(back);
        break;
      }
      back = back.multipliedBy(2);
    }
    Optional<Instant> latest = Optional.empty();
    Optional<Instant> next = firstAfter(schedule, from, now);
    while (next.isPresent()) {
      latest = next;
      next = firstAfter(schedule, next.get(), now);
    }
    return latest;
  }

  private static boolean areMany(CronSchedule schedule, Instant since, Instant now) {
    Optional<Instant> next = firstAfter(schedule, since, now);
    for (int count = 0; count < MANY && next.isPresent(); count++) {
      next = firstAfter(schedule, next.get(), now);
    }
    return next.isPresent();
  }

  private static Optional<Instant> firstAfter(CronSchedule schedule, Instant since, Instant now) {
    return schedule.next(since).filter(time -> !time.isAfter(now));
  }
}
