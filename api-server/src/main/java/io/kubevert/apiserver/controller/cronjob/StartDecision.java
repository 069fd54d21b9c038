package io.kubevert.apiserver.controller.cronjob;

import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.CronJob.ConcurrencyPolicy;
import io.kubevert.apiserver.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a CronJob makes a Job now.
 *
 * @param scheduled the time of the schedule that it makes one for; empty if it makes none
 * @param replaced active Jobs to delete first
 * @param notices what its user should know
 */
record StartDecision(
    Optional<Instant> scheduled, List<JobReference> replaced, List<Notice> notices) {
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Decides for the latest time that has come; earlier ones are left out. */
  static StartDecision of(
      CronJob cronJob, CronSchedule schedule, CronJobStatus status, Instant now) {
    Instant since = status.lastSchedule().orElse(cronJob.metadata().created());
    MissedStarts missed = MissedStarts.of(schedule, since, now);
    if (missed.latest().isEmpty()) {
      return none(List.of());
    }
    Instant scheduled = missed.latest().get();
    Optional<Duration> deadline = cronJob.startingDeadline();
    if (deadline.isPresent() && scheduled.plus(deadline.get()).isBefore(now)) {
      return none(
          List.of(
              Notice.warning(
                  "MissSchedule",
                  "Missed scheduled time to start a job: " + RFC_1123.format(scheduled))));
    }
    List<Notice> notices = new ArrayList<>();
    if (missed.tooMany() && deadline.isEmpty()) {
      notices.add(
          Notice.warning(
              "TooManyMissedTimes",
              "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
                  + " clock skew"));
    }
    if (cronJob.concurrencyPolicy() == ConcurrencyPolicy.FORBID && !status.active().isEmpty()) {
      notices.add(
          Notice.normal(
              "JobAlreadyActive",
              "Not starting job because prior execution is running and concurrency policy is"
                  + " Forbid"));
      return none(notices);
    }
    boolean replaces = cronJob.concurrencyPolicy() == ConcurrencyPolicy.REPLACE;
    return new StartDecision(
        Optional.of(scheduled), replaces ? status.active() : List.of(), notices);
  }

  private static StartDecision none(List<Notice> notices) {
    return new StartDecision(Optional.empty(), List.of(), notices);
  }
}
