package io.kubevert.apiserver.controller.job;

import io.kubevert.apiserver.controller.view.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The next writes for a Job.
 *
 * @param creates pods to make, each by its number; the numbers mean something to indexed Jobs only
 */
record JobPlan(List<Integer> creates, List<Pod> deletes) {

  static JobPlan of(JobRules rules, JobPods pods, JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Complete() -> new JobPlan(List.of(), pods.active());
      case JobOutcome.Failed failed -> new JobPlan(List.of(), pods.active());
      case JobOutcome.Running() ->
          rules.suspended() ? new JobPlan(List.of(), pods.active()) : running(rules, pods);
    };
  }

  private static JobPlan running(JobRules rules, JobPods pods) {
    int active = pods.active().size();
    int wanted = wanted(rules, pods);
    if (active > wanted) {
      return new JobPlan(List.of(), pods.active().subList(wanted, active));
    }
    if (!rules.indexed()) {
      return new JobPlan(IntStream.range(0, wanted - active).boxed().toList(), List.of());
    }
    Set<Integer> taken = JobPods.indexes(pods.active());
    taken.addAll(JobPods.indexes(pods.succeeded()));
    return new JobPlan(
        IntStream.range(0, rules.completions().orElse(0))
            .boxed()
            .filter(index -> !taken.contains(index))
            .limit(wanted - active)
            .toList(),
        List.of());
  }

  /** How many pods ought to run now. */
  private static int wanted(JobRules rules, JobPods pods) {
    int completed = pods.completed(rules);
    if (rules.completions().isPresent()) {
      return Math.min(rules.parallelism(), rules.completions().getAsInt() - completed);
    }
    return completed > 0
        ? Math.min(rules.parallelism(), pods.active().size())
        : rules.parallelism();
  }
}
