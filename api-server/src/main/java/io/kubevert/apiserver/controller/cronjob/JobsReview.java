package io.kubevert.apiserver.controller.cronjob;

import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.JobState;
import io.kubevert.apiserver.controller.view.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has become of the Jobs of a CronJob.
 *
 * @param status the CronJob's status as they have it be
 * @param notices what is news since the status was written
 */
record JobsReview(CronJobStatus status, List<Notice> notices) {

  /**
   * @param jobs those under the CronJob's control that nobody has asked to go
   * @param missing references in its status to Jobs that are gone
   */
  static JobsReview of(CronJob cronJob, List<Workload> jobs, Collection<JobReference> missing) {
    CronJobStatus old = CronJobStatus.of(cronJob.status());
    Set<String> active = old.active().stream().map(JobReference::uid).collect(Collectors.toSet());
    List<Notice> notices = new ArrayList<>();
    for (JobReference job : missing) {
      notices.add(Notice.normal("MissingJob", "Active job went missing: " + job.key().name()));
    }
    Set<JobReference> over = new HashSet<>(missing);
    for (Workload job : jobs) {
      String uid = job.metadata().uid();
      JobState state = JobState.of(job.status());
      if (state == JobState.UNFINISHED && !active.contains(uid)) {
        notices.add(
            Notice.warning(
                "UnexpectedJob",
                "Saw a job that the controller did not create or forgot: "
                    + job.metadata().name()));
      } else if (state != JobState.UNFINISHED && active.contains(uid)) {
        notices.add(
            Notice.normal(
                "SawCompletedJob",
                "Saw completed job: %s, condition: %s"
                    .formatted(job.metadata().name(), state.condition())));
        old.active().stream().filter(reference -> reference.uid().equals(uid)).forEach(over::add);
      }
    }
    Optional<Instant> lastSuccess =
        Stream.concat(old.lastSuccess().stream(), successes(jobs)).max(Comparator.naturalOrder());
    return new JobsReview(
        new CronJobStatus(old.without(over).active(), old.lastSchedule(), lastSuccess), notices);
  }

  private static Stream<Instant> successes(List<Workload> jobs) {
    return jobs.stream()
        .filter(job -> JobState.of(job.status()) == JobState.COMPLETE)
        .flatMap(job -> Fields.time(job.status().path("completionTime")).stream());
  }
}
