package io.kubevert.apiserver.controller.cronjob;

import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.JobState;
import io.kubevert.apiserver.controller.view.Workload;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which Jobs that have ended a CronJob no longer remembers. */
final class JobHistory {
  private static final Comparator<Workload> OLDEST_FIRST =
      Comparator.<Workload, Instant>comparing(
              job -> Fields.time(job.status().path("startTime")).orElse(Instant.MAX))
          .thenComparing(job -> job.metadata().name());

  private JobHistory() {}

  /** The oldest ones beyond what the CronJob wants to keep of each end. */
  static List<Workload> surplus(CronJob cronJob, List<Workload> jobs) {
    return Stream.concat(
            surplus(jobs, JobState.COMPLETE, cronJob.successfulJobsHistoryLimit()),
            surplus(jobs, JobState.FAILED, cronJob.failedJobsHistoryLimit()))
        .toList();
  }

  private static Stream<Workload> surplus(List<Workload> jobs, JobState end, int limit) {
    List<Workload> ended =
        jobs.stream().filter(job -> JobState.of(job.status()) == end).sorted(OLDEST_FIRST).toList();
    return ended.stream().limit(Math.max(0, ended.size() - limit));
  }
}
