package io.kubevert.apiserver.controller.job;

import java.time.Instant;
import java.util.Optional;

/** How a Job stands. */
sealed interface JobOutcome {

  record Running() implements JobOutcome {}

  record Complete() implements JobOutcome {}

  record Failed(String reason, String message) implements JobOutcome {}

  /**
   * @param started when it began; empty if it has not, or was suspended
   */
  static JobOutcome of(JobRules rules, JobPods pods, Optional<Instant> started, Instant now) {
    int completed = pods.completed(rules);
    boolean enough =
        rules.completions().isPresent()
            ? completed >= rules.completions().getAsInt()
            : completed > 0 && pods.active().isEmpty();
    if (enough) {
      return new Complete();
    }
    if (pods.failed().size() > rules.backoffLimit() || restartedTooOften(rules, pods)) {
      return new Failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    boolean late =
        started
            .flatMap(start -> rules.deadline().map(start::plus))
            .filter(end -> !end.isAfter(now))
            .isPresent();
    return late
        ? new Failed("DeadlineExceeded", "Job was active longer than specified deadline")
        : new Running();
  }

  private static boolean restartedTooOften(JobRules rules, JobPods pods) {
    int restarts = rules.restartsInPlace() ? pods.restarts() : 0;
    return restarts > 0 && restarts >= rules.backoffLimit();
  }
}
